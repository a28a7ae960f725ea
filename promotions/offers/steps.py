"""Automatic offers as a step of the pipeline; free delivery looks at the very end."""

from collections.abc import Sequence
from decimal import Decimal

from promotions.lines import Outcome, PricedLine, Step, order_of
from promotions.offers.hints import hints_of
from promotions.offers.rule import Kind, Rule
from promotions.offers.rules import (
    basket_of,
    best_plan,
    discounts_of,
    gifts_of,
)
from promotions.scopes import Shelves
from shop.kernel.money import ZERO


def offer_step(rules: Sequence[Rule], shelves: Shelves) -> Step:
    """What these rules give.  A page quotes the same lines more than once: the last
    answer is kept."""
    kept: list[tuple[tuple[PricedLine, ...], tuple[Decimal, ...], Outcome]] = []

    def step(lines: Sequence[PricedLine], taken: Sequence[Decimal]) -> Outcome:
        asked = (tuple(lines), tuple(taken))
        if not kept or (kept[0][0], kept[0][1]) != asked:
            kept[:] = [(*asked, _outcome(rules, shelves, lines, taken))]
        return kept[0][2]

    return step


def _outcome(
    rules: Sequence[Rule],
    shelves: Shelves,
    lines: Sequence[PricedLine],
    taken: Sequence[Decimal],
) -> Outcome:
    plan = best_plan(basket_of(lines, taken, rules, shelves), rules)
    free = [rule for rule in rules if rule.kind == Kind.FREIGHT]
    return Outcome(
        discounts=discounts_of(plan, order_of(lines)),
        gifts=gifts_of(plan),
        hints=hints_of(plan, rules),
        late=(free_delivery_step(free, shelves),) if free else (),
    )


def free_delivery_step(rules: Sequence[Rule], shelves: Shelves) -> Step:
    """By the first of these whose goods cost enough after everything else."""

    def step(lines: Sequence[PricedLine], taken: Sequence[Decimal]) -> Outcome:
        basket = basket_of(lines, taken, rules, shelves)
        for rule in sorted(rules, key=lambda rule: (-rule.priority, rule.id)):
            covered = basket.covered[rule.id]
            worth = sum((basket.left[position] for position in covered), ZERO)
            if covered and worth >= rule.threshold:
                return Outcome(
                    free_delivery=rule.name, free_delivery_source=rule.source
                )
        return Outcome()

    return step
