"""Reads of a basket, shaped for the cart page, the checkout and the API."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.regions import Place
from cart.models import MOST_PIECES, Cart, CartLine
from cart.quote import Quote
from cart.selectors.delivery import Estimate, Way, estimate
from cart.selectors.gifts import GiftView, gifts_of
from cart.selectors.other_ways import OtherWays, ways_to_buy
from cart.selectors.pricing import Pricing, asked_of, pricing, wanted_of
from cart.why import Article, WhyLine, why_of_quote
from catalog.selectors import VariantFacts, facts_from
from promotions.lines import PricedLine
from promotions.terms import DealTerms
from promotions.wishes import Shopper, Wish
from shop.kernel.prepared import prepared

BEST = Wish()
MOST_ASKED = 5  # refused lines, each with a query of its own


@dataclass(frozen=True, kw_only=True)
class CartLineView:
    """One line as the shopper sees it.  `problem` says why it can't be ordered, though
    it `is_wanted`: ticked, until that came up.

    `price` is what a piece costs now, `price_name` why it is not the usual price;
    `deal` what a campaign says of a line that is bought through it, `deal_kind` which
    kind of campaign gives the price ("" for none); `ways` are other ways to buy what
    is refused.
    """

    line_id: int
    facts: VariantFacts
    quantity: int
    price: Decimal
    price_name: str
    most: int
    is_selected: bool
    seen_price: Decimal
    problem: str
    problem_code: str
    deal: DealTerms | None = None
    deal_kind: str = ""
    is_wanted: bool = False
    ways: OtherWays = field(default_factory=OtherWays)

    @property
    def stock(self) -> int:
        """How many of it this shopper could buy so."""
        return pieces_left(self.facts, self.deal) if self.facts.is_offered else 0

    @property
    def is_orderable(self) -> bool:
        return not self.problem

    @property
    def is_refused(self) -> bool:
        """Does its campaign not sell it so, though the shop has it?"""
        says_no = self.deal is not None and bool(self.problem or self.deal.problem)
        return says_no and self.facts.is_offered

    @property
    def amount(self) -> Decimal:
        return self.price * self.quantity

    @property
    def price_was(self) -> Decimal | None:
        """The price the shopper saw last, where it has changed since."""
        return self.seen_price if self.seen_price != self.price else None

    @property
    def is_dearer(self) -> bool:
        return self.price > self.seen_price


@dataclass(frozen=True, kw_only=True)
class CartPage:
    """`quote` is of the ticked lines, `gifts` come with them; `estimate`: by what its
    freight is only guessed."""

    lines: Sequence[CartLineView]
    pricing: Pricing
    quote: Quote
    gifts: Sequence[GiftView] = ()
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
    def refused(self) -> CartLineView | None:
        """What its campaign does not sell so any more, and is wanted nevertheless."""
        wanted = (line for line in self.bad_lines if line.is_wanted and line.is_refused)
        return next(wanted, None)

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


def cart_page(
    cart: Cart | None, *, now: datetime, way: Way | None = None, wish: Wish = BEST
) -> CartPage:
    """The whole basket: one query for its lines, one for what they show and for the
    campaigns that are on; for an account a few of its own.

    Without a way of delivery freight is left out.
    """
    rows = _rows(cart_id=cart.pk) if cart else []
    asked = asked_of(variant_ids={row.variant_id for row in rows}, now=now)
    facts = facts_from(asked)
    rows = [row for row in rows if row.variant_id in facts]
    found = pricing(
        [
            wanted_of(row.pk, facts[row.variant_id], row.quantity, deal=row.deal)
            for row in rows
        ],
        shopper=Shopper(owner_id=cart.owner_id if cart else None),
        wish=wish,
        now=now,
        asked=asked,
    )
    priced = found.lines
    lines = [
        _view(row, facts[row.variant_id], priced[row.pk], found.deals.get(row.pk))
        for row in rows
    ]
    chosen = [line for line in lines if line.is_selected]
    quote = quote_lines(found, chosen, way=way)
    return CartPage(lines=lines, pricing=found, quote=quote, gifts=gifts_of(quote))


@prepared
def _rows(cart_id: int) -> QuerySet[CartLine]:
    return CartLine.objects.filter(cart=cart_id).order_by("-pk")


def with_estimate(page: CartPage, *, place: Place) -> CartPage:
    """The same basket with the freight it would most likely have; one query."""
    found = estimate(place, sent=page.quote.sent)
    if page.quote.free_delivery:
        found = replace(found, gap=None)
    quote = quote_lines(page.pricing, page.selected, way=found.way)
    return replace(page, quote=quote, estimate=found)


def with_other_ways(page: CartPage, *, now: datetime) -> CartPage:
    """The same basket, with the other ways to buy what campaigns refuse; no query where
    they refuse nothing."""
    refused = [line for line in page.lines if line.is_refused][:MOST_ASKED]
    ways = {line.line_id: ways_of(line, now=now) for line in refused}
    lines = [
        replace(line, ways=ways[line.line_id]) if line.line_id in ways else line
        for line in page.lines
    ]
    return replace(page, lines=lines)


def ways_of(line: CartLineView, *, now: datetime) -> OtherWays:
    """One query."""
    facts = line.facts
    return OtherWays(
        panels=ways_to_buy(facts.product_id, facts.product_url, now=now),
        has_usual=not line.is_orderable and facts.sellable >= line.quantity,
    )


def quote_lines(
    found: Pricing, lines: Sequence[CartLineView], *, way: Way | None
) -> Quote:
    """What these lines of a basket cost."""
    keys = {line.line_id for line in lines}
    return found.quote(keys, fee_for=way.fee_for if way else None)


def why_of(quote: Quote, lines: Sequence[CartLineView]) -> list[WhyLine]:
    """Why these lines, quoted so, cost what they cost."""
    articles = {
        line.line_id: Article(
            name=line.facts.name, options=" · ".join(line.facts.options.values())
        )
        for line in lines
    }
    return why_of_quote(quote, articles)


def _view(
    row: CartLine, facts: VariantFacts, priced: PricedLine, deal: DealTerms | None
) -> CartLineView:
    most = pieces_left(facts, deal)
    code, problem = _problem(facts, row.quantity, deal, most)
    is_deal = deal is not None and deal.price is not None
    return CartLineView(
        line_id=row.pk,
        facts=facts,
        quantity=row.quantity,
        price=priced.unit_price,
        price_name=priced.price_name,
        most=min(most, MOST_PIECES),
        is_selected=row.is_selected and not problem,
        seen_price=row.seen_price,
        problem=problem,
        problem_code=code,
        deal=deal,
        deal_kind=row.deal_kind if is_deal else "",
        is_wanted=row.is_selected,
    )


def pieces_left(facts: VariantFacts, deal: DealTerms | None) -> int:
    """How many of it this shopper may buy so: a campaign's pieces are set aside."""
    is_on = deal is not None and deal.price is not None
    return deal.most if deal is not None and is_on else facts.sellable


def _problem(
    facts: VariantFacts, quantity: int, deal: DealTerms | None, left: int
) -> tuple[str, str]:
    if not facts.is_offered:
        return "gone", _("No longer available")
    if deal is not None and deal.price is not None and deal.problem:
        return deal.problem_code, deal.problem
    if left <= 0:
        return "sold_out", _("Sold out")
    if left < quantity:
        words = ngettext("Only %(count)d left", "Only %(count)d left", left)
        return "short", words % {"count": left}
    return "", ""
