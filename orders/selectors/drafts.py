"""A phone order while it is written down: what it would cost, what it still lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.regions import HOME
from cart.quote import Quote
from cart.selectors import (
    GiftView,
    Pricing,
    Way,
    gifts_of,
    pricing,
    wanted_of,
    way_to,
)
from catalog.selectors import VariantFacts, line_facts
from orders.models import DraftLine, OrderDraft
from promotions.lines import PricedLine
from promotions.wishes import NO_WISH, Shopper


@dataclass(frozen=True, kw_only=True)
class DraftLineView:
    """`problem` says why it can't be ordered as it stands; `price` is of today, by
    `price_name` where that is not the usual one."""

    facts: VariantFacts
    quantity: int
    problem: str
    price: Decimal
    price_name: str = ""

    @property
    def amount(self) -> Decimal:
        return self.price * self.quantity


@dataclass(frozen=True, kw_only=True)
class DraftPage:
    """`quote` is there once goods and a delivery are chosen."""

    lines: Sequence[DraftLineView]
    delivery: str
    quote: Quote | None
    missing: Sequence[str]
    gifts: Sequence[GiftView] = ()

    @property
    def is_complete(self) -> bool:
        return not self.missing and not any(line.problem for line in self.lines)


def draft_page(draft: OrderDraft, *, now: datetime) -> DraftPage:
    """A handful of queries, however many lines it has."""
    rows = list(draft.lines.order_by("pk"))
    facts = line_facts([row.variant_id for row in rows])
    way = way_to(draft.address_fields(), code=draft.shipping_code)
    found = _pricing(rows, facts, now)
    quote = found.quote(fee_for=way.fee_for) if rows and way else None
    return DraftPage(
        lines=[_line(row, facts[row.variant_id], found.lines[row.pk]) for row in rows],
        delivery=way.name if way else "",
        quote=quote,
        gifts=gifts_of(quote) if quote else [],
        missing=_missing(draft, rows, way),
    )


def _pricing(
    rows: Sequence[DraftLine], facts: Mapping[int, VariantFacts], now: datetime
) -> Pricing:
    wanted = [wanted_of(row.pk, facts[row.variant_id], row.quantity) for row in rows]
    return pricing(wanted, shopper=Shopper(), wish=NO_WISH, now=now)


def _missing(
    draft: OrderDraft, rows: Sequence[DraftLine], way: Way | None
) -> list[str]:
    wanted = [
        (draft.name, _("a name")),
        (draft.phone or draft.email, _("a phone number or an e-mail")),
        (_has_address(draft), _("an address")),
        (rows, _("an article")),
        (way, _("a delivery that goes there")),
    ]
    return [what for there, what in wanted if not there]


def _has_address(draft: OrderDraft) -> bool:
    region = draft.province or draft.country != HOME
    return bool(draft.detail and draft.city and region)


def _line(row: DraftLine, facts: VariantFacts, priced: PricedLine) -> DraftLineView:
    return DraftLineView(
        facts=facts,
        quantity=row.quantity,
        problem=_problem(facts, row.quantity),
        price=priced.unit_price,
        price_name=priced.price_name,
    )


def _problem(facts: VariantFacts, quantity: int) -> str:
    if not facts.is_offered:
        return _("No longer available")
    if facts.sellable <= 0:
        return _("Sold out")
    if facts.sellable < quantity:
        left = ngettext("Only %(count)d left", "Only %(count)d left", facts.sellable)
        return left % {"count": facts.sellable}
    return ""
