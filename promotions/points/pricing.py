"""A member's price, and points that are redeemed: two places in the pipeline."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from promotions.lines import Discount, Outcome, PricedLine, Step
from promotions.points.rates import rates
from promotions.points.rules import redeem
from promotions.points.selectors import balance_of, level_of
from promotions.terms import UnitPrice
from promotions.wishes import Shopper, Wanted, Wish
from shop.kernel.money import ZERO, percent_of, split
from shop.kernel.together import Answers
from shop.kernel.translations import tr


def member_prices(
    wanted: Sequence[Wanted], shopper: Shopper, now: datetime, asked: Answers
) -> Mapping[int, UnitPrice]:
    """So many percent off each variant's own price; one query for an account, none
    for a guest."""
    level = level_of(shopper.owner_id) if shopper.owner_id is not None else None
    if level is None or not level.percent_off:
        return {}
    name = _("Member price (%(level)s)") % {"level": tr(level, "name")}
    return {
        one.key: UnitPrice(
            amount=one.price - percent_of(Decimal(level.percent_off), one.price),
            name=name,
        )
        for one in wanted
    }


def points_step(
    lines: Sequence[PricedLine],
    shopper: Shopper,
    wish: Wish,
    now: datetime,
    asked: Answers,
) -> Step | None:
    """After all other reductions; one query, none where no points are wished."""
    if wish.points <= 0 or shopper.owner_id is None:
        return None
    balance = balance_of(shopper.owner_id)
    if not balance:
        return None

    def step(lines: Sequence[PricedLine], taken: Sequence[Decimal]) -> Outcome:
        net = [line.goods - share for line, share in zip(lines, taken, strict=True)]
        used = redeem(
            wished=wish.points,
            balance=balance,
            goods=sum(net, ZERO),
            rates=rates(),
        )
        if not used.amount:
            return Outcome()
        name = _("%(count)d points") % {"count": used.points}
        discount = Discount(
            name=name,
            amount=used.amount,
            shares=tuple(split(used.amount, net)),
            kind="points",
        )
        return Outcome(discounts=(discount,), points=used.points)

    return step
