"""“¥21 more for ¥30 off”: what is missing for the next thing that an offer gives.  Pure."""

from collections.abc import Iterable
from decimal import Decimal

from promotions.lines import Hint
from promotions.offers.rule import Kind, Rule
from promotions.offers.rules import Plan
from promotions.offers.words import gain, saving
from shop.kernel.addresses import address
from shop.kernel.money import ZERO

MOST_HINTS = 2


def hints_of(plan: Plan, rules: Iterable[Rule]) -> tuple[Hint, ...]:
    """The nearest first; none for goods that another offer has already."""
    found = [hint for rule in rules for hint in [_hint(plan, rule)] if hint]
    found.sort(key=lambda hint: (-hint.done, hint.source))
    return tuple(found[:MOST_HINTS])


def _hint(plan: Plan, rule: Rule) -> Hint | None:
    """Only once something of it is in the basket."""
    own = next((one for one in plan.chosen if one.rule.id == rule.id), None)
    if rule in plan.gifts or (own and rule.kind != Kind.TIERS):
        return None
    lines = list(own.shares) if own else plan.open_to(rule)
    back = own.shares if own else {}
    worth = sum((plan.left[at] + back.get(at, ZERO) for at in lines), ZERO)
    if not worth:
        return None
    if rule.set_size:
        return _by_pieces(rule, sum(plan.basket.lines[at].quantity for at in lines))
    return _by_amount(rule, worth)


def _by_pieces(rule: Rule, pieces: int) -> Hint | None:
    if pieces >= rule.set_size:
        return None  # enough of them, and yet it does not save anything
    return Hint(
        name=rule.name,
        gain=gain(rule),
        source=rule.source,
        url=address("promotions:offer-goods", rule.id),
        pieces_missing=rule.set_size - pieces,
        done=Decimal(pieces) / rule.set_size,
    )


def _by_amount(rule: Rule, worth: Decimal) -> Hint | None:
    if rule.kind == Kind.TIERS:
        above = next((tier for tier in rule.tiers if tier.spend > worth), None)
        goal, text = (above.spend, saving(above.save)) if above else (ZERO, "")
    else:
        goal, text = rule.threshold, gain(rule)
    if goal <= worth or not _is_there(rule):
        return None
    return Hint(
        name=rule.name,
        gain=text,
        source=rule.source,
        url=address("promotions:offer-goods", rule.id),
        missing=goal - worth,
        done=worth / goal,
    )


def _is_there(rule: Rule) -> bool:
    return rule.gift is None or rule.gift.left >= rule.gift.quantity
