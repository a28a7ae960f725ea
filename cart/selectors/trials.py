"""What a trial of the price lab comes to, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cart.models import PriceTrial
from cart.quote import Fee, Quote
from cart.selectors.delivery import Way, ways_to
from cart.selectors.gifts import GiftView, gifts_of
from cart.selectors.pricing import Pricing, pricing, wanted_of
from cart.why import Article, WhyLine, why_of_quote
from catalog.selectors import line_facts
from promotions.coupons.choosing import CouponChoices, Situation, coupon_choices
from promotions.lines import Outcome
from promotions.registry import explain
from promotions.verdicts import Verdict


@dataclass(frozen=True, kw_only=True)
class TrialResult:
    """`verdicts` say of each campaign what came of it, those that gave first."""

    at: datetime
    quote: Quote
    lines: Sequence[WhyLine]
    gifts: Sequence[GiftView]
    way: Way | None
    verdicts: Sequence[Verdict]
    coupons: CouponChoices


def trial_result(trial: PriceTrial, *, now: datetime) -> TrialResult | None:
    """By the same pipeline as every basket; None without goods."""
    at, rows = trial.at or now, list(trial.lines.order_by("pk"))
    facts = line_facts([row.variant_id for row in rows])
    wanted = [wanted_of(row.pk, facts[row.variant_id], row.quantity) for row in rows]
    if not wanted:
        return None
    found = pricing(wanted, shopper=trial.who, wish=trial.wish, now=at)
    way = next(iter(ways_to(trial.place)), None)
    quote = found.quote(fee_for=way.fee_for if way else None)
    given = Outcome(
        discounts=quote.discounts,
        gifts=quote.gifts,
        free_delivery=quote.free_delivery,
        coupon_id=quote.coupon_id,
        points=quote.points,
    )
    articles = {
        row.pk: Article(
            name=facts[row.variant_id].name,
            options=" · ".join(facts[row.variant_id].options.values()),
        )
        for row in rows
    }
    verdicts = explain(
        found.terms.lines, given, shopper=trial.who, wish=trial.wish, now=at
    )
    return TrialResult(
        at=at,
        quote=quote,
        lines=why_of_quote(quote, articles),
        gifts=gifts_of(quote),
        way=way,
        verdicts=sorted(verdicts, key=lambda verdict: not verdict.gives),
        coupons=_coupons(found, quote, way),
    )


def _coupons(found: Pricing, quote: Quote, way: Way | None) -> CouponChoices:
    """The shopper's coupons, each with what it saves or why it can't be used."""
    situation = Situation(
        lines=found.terms.lines,
        discounts=quote.discounts,
        coupon_id=quote.coupon_id,
        fee_of=Fee(lines=found.terms.lines, fee_for=way.fee_for if way else None),
        free_delivery=quote.free_delivery,
    )
    return coupon_choices(found.terms.steps, situation)
