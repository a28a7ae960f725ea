"""What a trial of the price lab comes to, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from cart.models import PriceTrial
from cart.quote import Fee, Quote
from cart.selectors.delivery import Way, ways_to
from cart.selectors.gifts import GiftView, gifts_of
from cart.selectors.pricing import Pricing, pricing, wanted_of
from cart.why import Article, WhyLine, why_of_quote
from catalog.selectors import VariantFacts, line_facts
from promotions.coupons.choosing import CouponChoices, Situation, coupon_choices
from promotions.lines import Outcome
from promotions.previews import Preview
from promotions.registry import explain
from promotions.trials import DEALS_ONCE_OPEN, preview_of
from promotions.verdicts import Verdict
from shop.kernel.money import written


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
    """Of what was saved; None without goods."""
    rows = trial.lines.order_by("pk").values_list("variant_id", "quantity")
    return result_of_goods(trial, goods=dict(rows), now=now)


def result_of_goods(
    trial: PriceTrial, *, goods: Mapping[int, int], now: datetime
) -> TrialResult | None:
    """By the same pipeline as every basket; `goods` are {variant: pieces}."""
    at, facts = trial.at or now, line_facts(goods)
    through = preview_of(trial.campaign) if trial.campaign else None
    if not facts:
        return None
    found = _pricing(trial, goods, facts, through, at)
    way = next(iter(ways_to(trial.place)), None)
    quote = found.quote(fee_for=way.fee_for if way else None)
    verdicts = [
        *_of_deals(found, facts, through),
        *explain(
            found.terms.lines,
            _given(quote),
            shopper=trial.who,
            wish=trial.wish,
            now=at,
        ),
    ]
    return TrialResult(
        at=at,
        quote=quote,
        lines=why_of_quote(quote, _articles(facts)),
        gifts=gifts_of(quote),
        way=way,
        verdicts=sorted(verdicts, key=lambda verdict: not verdict.gives),
        coupons=_coupons(found, quote, way),
    )


def _pricing(
    trial: PriceTrial,
    goods: Mapping[int, int],
    facts: Mapping[int, VariantFacts],
    through: Preview | None,
    at: datetime,
) -> Pricing:
    """A line's key is its variant."""
    deals = through.deals if through else {}
    return pricing(
        [
            wanted_of(pk, facts[pk], goods[pk], deal=deals.get(pk))
            for pk in goods
            if pk in facts
        ],
        shopper=trial.who,
        wish=trial.wish,
        now=at,
        desks=DEALS_ONCE_OPEN,
    )


def _given(quote: Quote) -> Outcome:
    return Outcome(
        discounts=quote.discounts,
        gifts=quote.gifts,
        free_delivery=quote.free_delivery,
        coupon_id=quote.coupon_id,
        points=quote.points,
    )


def _articles(facts: Mapping[int, VariantFacts]) -> dict[int, Article]:
    return {
        pk: Article(name=one.name, options=" · ".join(one.options.values()))
        for pk, one in facts.items()
    }


def _of_deals(
    found: Pricing, facts: Mapping[int, VariantFacts], through: Preview | None
) -> Iterator[Verdict]:
    """What the campaign says of each line that is bought through it."""
    if through and through.deals and not found.deals:
        text = _("Not for these goods.")
        yield Verdict(name=through.name, source="", gives=False, text=text)
    for key, terms in found.deals.items():
        prices = (facts[key].price, terms.price)
        told = [] if terms.price is None else [" → ".join(map(written, prices))]
        yield Verdict(
            name=terms.name or facts[key].name,
            source="",
            gives=terms.price is not None and not terms.problem,
            text=". ".join(filter(None, [*told, terms.problem])),
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
