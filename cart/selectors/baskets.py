"""Reads of a basket, shaped for the cart page, the checkout and the API."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.regions import Place
from cart.models import MOST_PIECES, Cart, CartLine
from cart.quote import Quote, make_quote
from cart.selectors.delivery import Estimate, Way, estimate
from cart.why import Article, WhyLine, why_of_quote
from catalog.selectors import VariantFacts, line_facts
from promotions.lines import PricedLine
from shop.kernel.prepared import prepared


@dataclass(frozen=True, kw_only=True)
class CartLineView:
    """One line as the shopper sees it.  `problem` says why it can't be ordered."""

    line_id: int
    facts: VariantFacts
    quantity: int
    most: int
    is_selected: bool
    seen_price: Decimal
    problem: str
    problem_code: str

    @property
    def is_orderable(self) -> bool:
        return not self.problem

    @property
    def amount(self) -> Decimal:
        return self.facts.price * self.quantity

    @property
    def price_was(self) -> Decimal | None:
        """The price the shopper saw last, where it has changed since."""
        return self.seen_price if self.seen_price != self.facts.price else None

    @property
    def is_dearer(self) -> bool:
        return self.facts.price > self.seen_price


@dataclass(frozen=True, kw_only=True)
class CartPage:
    """`estimate`: by what the freight in `quote` is only guessed."""

    lines: Sequence[CartLineView]
    quote: Quote
    estimate: Estimate | None = None

    @property
    def good_lines(self) -> list[CartLineView]:
        return [line for line in self.lines if line.is_orderable]

    @property
    def bad_lines(self) -> list[CartLineView]:
        return [line for line in self.lines if not line.is_orderable]

    @property
    def has_unavailable(self) -> bool:
        """Is there something that no smaller number would make orderable?"""
        return any(line.problem_code != "short" for line in self.bad_lines)

    @property
    def selected(self) -> list[CartLineView]:
        return [line for line in self.good_lines if line.is_selected]

    @property
    def selected_pieces(self) -> int:
        return sum(line.quantity for line in self.selected)

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def is_all_selected(self) -> bool:
        good = self.good_lines
        return bool(good) and len(self.selected) == len(good)

    @property
    def why(self) -> list[WhyLine]:
        return why_of(self.quote, self.selected)


def cart_page(cart: Cart | None, *, way: Way | None = None) -> CartPage:
    """The whole basket: one query for its lines, a fixed few for what they show.

    Without a way of delivery freight is left out.
    """
    rows = _rows(cart_id=cart.pk) if cart else []
    facts = line_facts([row.variant_id for row in rows])
    lines = [
        _view(row, facts[row.variant_id]) for row in rows if row.variant_id in facts
    ]
    chosen = [line for line in lines if line.is_selected]
    return CartPage(lines=lines, quote=quote_lines(chosen, way=way))


@prepared
def _rows(cart_id: int) -> QuerySet[CartLine]:
    return CartLine.objects.filter(cart=cart_id).order_by("-pk")


def with_estimate(page: CartPage, *, place: Place) -> CartPage:
    """The same basket with the freight it would most likely have; one query."""
    found = estimate(place, sent=page.quote.sent)
    quote = quote_lines(page.selected, way=found.way)
    return replace(page, quote=quote, estimate=found)


def quote_lines(lines: Sequence[CartLineView], *, way: Way | None) -> Quote:
    """What these lines cost now, in the order of their ids (so that every caller
    splits amounts alike)."""
    priced = [
        priced_line(line.line_id, line.facts, line.quantity)
        for line in sorted(lines, key=lambda line: line.line_id)
    ]
    return make_quote(priced, fee_for=way.fee_for if way else None)


def why_of(quote: Quote, lines: Sequence[CartLineView]) -> list[WhyLine]:
    """Why these lines, quoted so, cost what they cost."""
    articles = {
        line.line_id: Article(
            name=line.facts.name, options=" · ".join(line.facts.options.values())
        )
        for line in lines
    }
    return why_of_quote(quote, articles)


def priced_line(key: int, facts: VariantFacts, quantity: int) -> PricedLine:
    """Step 1 of the pipeline: the unit price.  Today it is the variant's price."""
    return PricedLine(
        key=key,
        variant_id=facts.variant_id,
        quantity=quantity,
        unit_price=facts.price,
        list_price=facts.compare_at or facts.price,
        weight=facts.weight_g,
    )


def _view(row: CartLine, facts: VariantFacts) -> CartLineView:
    code, problem = _problem(facts, row.quantity)
    return CartLineView(
        line_id=row.pk,
        facts=facts,
        quantity=row.quantity,
        most=min(facts.sellable, MOST_PIECES),
        is_selected=row.is_selected and not problem,
        seen_price=row.seen_price,
        problem=problem,
        problem_code=code,
    )


def _problem(facts: VariantFacts, quantity: int) -> tuple[str, str]:
    if not facts.is_offered:
        return "gone", _("No longer available")
    if facts.sellable <= 0:
        return "sold_out", _("Sold out")
    if facts.sellable < quantity:
        left = ngettext("Only %(count)d left", "Only %(count)d left", facts.sellable)
        return "short", left % {"count": facts.sellable}
    return "", ""
