"""What the check-out says of somebody's coupons: which is taken, which else there are,
and why the others can't be used."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from promotions.coupons.models import CouponTemplate
from promotions.coupons.rules import Verdict, best
from promotions.coupons.selectors import tickets
from promotions.coupons.states import CouponKind
from promotions.coupons.steps import CouponStep
from promotions.coupons.words import Ticket, reason_in_words
from promotions.lines import Discount, FeeOf, PricedLine, Step, share_of
from shop.kernel.money import ZERO


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A coupon at the check-out.  With a `reason` it can't be used."""

    id: int
    ticket: Ticket
    saves: Decimal
    valid_until: datetime
    is_chosen: bool
    is_best: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class CouponChoices:
    usable: Sequence[Choice]
    others: Sequence[Choice]

    @property
    def has_chosen(self) -> bool:
        return any(choice.is_chosen for choice in self.usable)


NO_CHOICES = CouponChoices(usable=(), others=())


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Lines as they were quoted: with these discounts, this coupon among them.
    `fee_of`: what delivery would cost with others; `free_delivery`: by the name of
    what it is free, if it is."""

    lines: Sequence[PricedLine]
    discounts: Sequence[Discount]
    coupon_id: int | None
    fee_of: FeeOf
    free_delivery: str = ""


def coupon_choices(steps: Iterable[Step], situation: Situation) -> CouponChoices:
    """At most three queries; none where somebody has no coupon."""
    step = next((step for step in steps if isinstance(step, CouponStep)), None)
    if step is None:
        return NO_CHOICES
    fee_of = _free if _is_free_without(step, situation) else situation.fee_of
    verdicts = step.verdicts(situation.lines, _taken(situation), fee_of)
    ids = {one.coupon.template_id for one in verdicts}
    shown = tickets(CouponTemplate.objects.filter(pk__in=ids))
    first = best(verdicts)
    found = [
        _choice(one, shown, chosen=situation.coupon_id, first=first) for one in verdicts
    ]
    usable = [choice for choice in found if not choice.reason]
    return CouponChoices(
        usable=sorted(usable, key=lambda choice: -choice.saves),
        others=[choice for choice in found if choice.reason],
    )


def _free(_: Sequence[Decimal]) -> Decimal:
    return ZERO


def _is_free_without(step: CouponStep, situation: Situation) -> bool:
    """Is delivery free by something else than the coupon itself?"""
    by_coupon = any(
        coupon.id == situation.coupon_id and coupon.kind == CouponKind.FREIGHT
        for coupon in step.coupons
    )
    return bool(situation.free_delivery) and not by_coupon


def _taken(situation: Situation) -> list[Decimal]:
    """What the offers took off each line: the coupon's own step comes after them."""
    offers = [one for one in situation.discounts if one.kind == "offer"]
    return [share_of(offers, position) for position in range(len(situation.lines))]


def _choice(
    verdict: Verdict,
    shown: dict[int, Ticket],
    *,
    chosen: int | None,
    first: Verdict | None,
) -> Choice:
    coupon = verdict.coupon
    return Choice(
        id=coupon.id,
        ticket=shown[coupon.template_id],
        saves=verdict.saves,
        valid_until=coupon.valid_until,
        is_chosen=coupon.id == chosen,
        is_best=verdict is first,
        reason=reason_in_words(verdict),
    )
