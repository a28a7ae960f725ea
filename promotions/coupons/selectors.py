"""Reads of coupons, shaped for the price of a basket and for pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from promotions.coupons.models import Coupon, CouponTemplate, Silence
from promotions.coupons.rules import CouponTerms
from promotions.coupons.states import CouponStatus
from promotions.coupons.words import (
    Ticket,
    begins_in_words,
    scope_in_words,
    ticket,
)
from promotions.hooks import is_new_shopper
from promotions.naming import names_of
from shop.kernel.prepared import prepared

ENDS_SOON = timedelta(hours=48)
MOST_SHOWN = 100
TERMS = ("kind", "amount", "percent", "cap", "threshold")
S = CouponStatus
AS_CLAIMED = -1  # the number of a coupon that nobody has


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A coupon that may be claimed.  `left`: percent of a limited number; `days` it is
    good for, or till `ends_at`."""

    id: int
    ticket: Ticket
    is_gone: bool
    left: int | None
    days: int | None
    ends_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Owned:
    """A coupon of somebody.  `reason`: why it can't be used now."""

    id: int
    template_id: int
    ticket: Ticket
    valid_until: datetime
    ends_soon: bool
    reason: str
    order_number: str | None
    is_held: bool
    is_over: bool


@dataclass(frozen=True, kw_only=True)
class Wallet:
    usable: Sequence[Owned]
    used: Sequence[Owned]
    expired: Sequence[Owned]

    def in_state(self, state: str) -> Sequence[Owned]:
        """`used`, `expired`; anything else means what may be used."""
        return {"used": self.used, "expired": self.expired}.get(state, self.usable)


# --- for a price ------------------------------------------------------------------------


@prepared
def _open(owner_id: int, now: datetime) -> QuerySet[Coupon]:
    rows = Coupon.objects.open(now).filter(owner=owner_id).select_related("template")
    return rows.order_by("valid_until", "pk")[:MOST_SHOWN]


def open_coupons(owner_id: int, *, now: datetime) -> list[CouponTerms]:
    """What somebody has not used yet, the next to end first.  One query."""
    return [_terms(coupon) for coupon in _open(owner_id=owner_id, now=now)]


def coupons_as_claimed(template_id: int, *, now: datetime) -> list[CouponTerms]:
    """The one that somebody would have of this coupon on offer; none if it is gone."""
    return [
        _terms(_as_claimed(template, now))
        for template in CouponTemplate.objects.filter(pk=template_id)
    ]


def _as_claimed(template: CouponTemplate, now: datetime) -> Coupon:
    valid_from, valid_until = template.validity(now)
    return Coupon(
        pk=AS_CLAIMED,
        template=template,
        valid_from=valid_from,
        valid_until=valid_until,
    )


def _terms(coupon: Coupon) -> CouponTerms:
    template = coupon.template
    return CouponTerms(
        id=coupon.pk,
        template_id=template.pk,
        name=str(template),
        scope=template.goods,
        valid_from=coupon.valid_from,
        valid_until=coupon.valid_until,
        is_for_new_only=template.new_shoppers_only,
        **{name: getattr(template, name) for name in TERMS},
    )


# --- for pages --------------------------------------------------------------------------


def tickets(templates: Iterable[CouponTemplate]) -> dict[int, Ticket]:
    """`{id: what it is}`.  At most two queries."""
    rows = {template.pk: template for template in templates}
    names = names_of(row.goods for row in rows.values())
    return {
        pk: ticket(row, scope=scope_in_words(row.goods, names))
        for pk, row in rows.items()
    }


def centre_question(now: datetime) -> QuerySet[CouponTemplate]:
    rows = CouponTemplate.objects.given_out(now).filter(in_centre=True)
    return rows.order_by("-pk")[:MOST_SHOWN]


_in_centre = prepared(centre_question)


def coupon_centre(*, now: datetime) -> list[Offer]:
    """What may be claimed; what is all gone comes last.  At most three queries."""
    return centre_of(_in_centre(now=now))


def centre_of(rows: Sequence[CouponTemplate]) -> list[Offer]:
    """Of the answer to `centre_question`.  At most two queries."""
    shown = tickets(rows)
    offers = [_offer(row, shown[row.pk]) for row in rows]
    return sorted(offers, key=lambda offer: offer.is_gone)


def coupons_for(
    product_id: int, shelves: frozenset[int], rows: Iterable[CouponTemplate]
) -> list[Offer]:
    """What of these may be claimed and covers this product."""
    own, scope = {product_id: shelves}, _("For this article")
    return [
        _offer(row, ticket(row, scope=scope))
        for row in rows
        if not row.is_gone and row.goods.covers(product_id, own)
    ]


def _offer(template: CouponTemplate, shown: Ticket) -> Offer:
    left = template.left
    return Offer(
        id=template.pk,
        ticket=shown,
        is_gone=template.is_gone,
        left=None if left is None else -(-100 * left // (template.total or 1)),
        days=template.valid_days,
        ends_at=template.valid_until,
    )


def wallet(owner_id: int, *, now: datetime) -> Wallet:
    """Everything somebody has or had lately.  At most three queries; one more where a
    coupon is for a first order."""
    rows = Coupon.objects.filter(owner=owner_id).select_related("template")
    coupons = list(rows.order_by("-pk")[:MOST_SHOWN])
    shown = tickets(coupon.template for coupon in coupons)
    is_asked = any(one.template.new_shoppers_only for one in coupons)
    is_new = is_asked and is_new_shopper(owner_id)
    owned = [_owned(one, shown[one.template_id], now, is_new=is_new) for one in coupons]
    usable = [view for view in owned if not view.is_over and not view.order_number]
    return Wallet(
        usable=sorted(usable, key=lambda view: (view.valid_until, view.id)),
        used=[view for view in owned if view.order_number],
        expired=[view for view in owned if view.is_over],
    )


def _owned(coupon: Coupon, shown: Ticket, now: datetime, *, is_new: bool) -> Owned:
    run_out = coupon.status == S.UNUSED and coupon.valid_until <= now
    reason = begins_in_words(coupon.valid_from) if coupon.valid_from > now else ""
    if coupon.template.new_shoppers_only and not is_new:
        reason = _("For a first order only.")
    return Owned(
        id=coupon.pk,
        template_id=coupon.template_id,
        ticket=shown,
        valid_until=coupon.valid_until,
        ends_soon=now < coupon.valid_until <= now + ENDS_SOON,
        reason=reason,
        order_number=coupon.order_number,
        is_held=coupon.status == S.HELD,
        is_over=coupon.status == S.EXPIRED or run_out,
    )


def had_by(owner_id: int) -> list[int]:
    """The coupons of the centre that somebody needs not claim: one is there to be
    used, or there are no more for one person.  One query."""
    rows = Coupon.objects.filter(owner=owner_id, template__in_centre=True)
    found: dict[int, list[str]] = {}
    limits: dict[int, int] = {}
    for pk, limit, status in rows.values_list(
        "template_id", "template__per_shopper", "status"
    ):
        found.setdefault(pk, []).append(status)
        limits[pk] = limit
    return [
        pk for pk, own in found.items() if S.UNUSED in own or len(own) >= limits[pk]
    ]


def is_silent(owner_id: int) -> bool:
    """Does this account not want to hear of coupons that end?"""
    return Silence.objects.filter(owner=owner_id).exists()
