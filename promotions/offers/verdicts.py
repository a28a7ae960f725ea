"""Why an offer gave what it gave, or why nothing."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from promotions.lines import Outcome, PricedLine, share_of
from promotions.offers.models import Offer
from promotions.offers.rule import Kind, Rule
from promotions.offers.rules import Basket, Plan, basket_of, best_plan
from promotions.offers.selectors import rule_of
from promotions.shelves import shelves_of
from promotions.verdicts import Verdict, waits
from promotions.wishes import Shopper, Wish
from shop.kernel.money import ZERO, written


def verdicts(
    lines: Sequence[PricedLine],
    given: Outcome,
    shopper: Shopper,
    wish: Wish,
    now: datetime,
) -> Iterator[Verdict]:
    """Of every offer that is not over at that moment."""
    offers = _not_over(now)
    rules = {offer.pk: rule_of(offer) for offer in offers}
    shelves = shelves_of(
        {line.product_id for line in lines},
        scopes=[rule.scope for rule in rules.values()],
    )
    running = [rules[one.pk] for one in offers if _waits(one, wish, now) == ""]
    taken = [share_of(given.discounts, position) for position in range(len(lines))]
    before, after = (
        basket_of(lines, gone, rules.values(), shelves)
        for gone in ([ZERO] * len(lines), taken)
    )
    plan = best_plan(before, running)
    for offer in offers:
        rule = rules[offer.pk]
        text = _waits(offer, wish, now)
        gain = "" if text else _gain(rule, given)
        yield Verdict(
            name=rule.name,
            source=rule.source,
            gives=bool(gain),
            text=gain or text or _why_not(rule, plan, given, after),
        )


def _not_over(now: datetime) -> list[Offer]:
    offers = Offer.objects.not_over(now).select_related("gift_variant__product")
    return list(offers.prefetch_related("tiers").order_by("-priority", "pk"))


def _waits(offer: Offer, wish: Wish, now: datetime) -> str:
    is_paused = offer.paused_at and wish.tries("offer") != offer.pk
    return _("Paused.") if is_paused else waits(offer.starts_at, now)


def _gain(rule: Rule, given: Outcome) -> str:
    if rule.kind == Kind.FREIGHT:
        return _("Free delivery.") if given.free_delivery == rule.name else ""
    if any(gift.source == rule.source for gift in given.gifts):
        return _("A gift.")
    amount = next(
        (one.amount for one in given.discounts if one.source == rule.source), None
    )
    return f"−{written(amount)}" if amount is not None else ""


def _why_not(rule: Rule, plan: Plan, given: Outcome, after: Basket) -> str:
    basket = plan.basket
    covered = basket.covered[rule.id]
    if not covered:
        if any(not line.takes_offers for line in basket.lines):
            return _("Not about these goods, or they are in a campaign without offers.")
        return _("Not about these goods.")
    if rule.kind == Kind.FREIGHT:
        if given.free_delivery:
            return _("Delivery is free by “%(name)s”.") % {"name": given.free_delivery}
        return _missing(rule, _worth(after, covered))
    worth = _worth(basket, covered)
    if missing := _missing(rule, worth) or _missing_pieces(rule, plan):
        return missing
    if rule.gift and rule.gift.left < rule.gift.quantity:
        return _("The gift is sold out.")
    return _beaten(rule, plan) or _("Saves nothing on these goods.")


def _worth(basket: Basket, covered: Iterable[int]) -> Decimal:
    return sum((basket.left[position] for position in covered), ZERO)


def _missing(rule: Rule, worth: Decimal) -> str:
    goal = rule.tiers[0].spend if rule.tiers else rule.threshold
    if (rule.kind == Kind.TIERS and not rule.tiers) or worth >= goal:
        return ""
    return _("%(amount)s more is needed.") % {"amount": written(goal - worth)}


def _missing_pieces(rule: Rule, plan: Plan) -> str:
    lines = [plan.basket.lines[at] for at in plan.basket.covered[rule.id]]
    missing = rule.set_size - sum(line.quantity for line in lines)
    if rule.kind not in (Kind.SET, Kind.CHEAPER) or missing <= 0:
        return ""
    return ngettext(
        "%(count)d more piece is needed.", "%(count)d more pieces are needed.", missing
    ) % {"count": missing}


def _beaten(rule: Rule, plan: Plan) -> str:
    """By what is on its goods instead."""
    closed = set(plan.basket.covered[rule.id]) - set(plan.open_to(rule))
    others = {one.name: None for at in sorted(closed) for one in plan.on[at]}
    if not others:
        return ""
    return _("These goods have “%(names)s” already, which saves more.") % {
        "names": "”, “".join(others)
    }
