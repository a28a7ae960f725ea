"""What one offer alone takes off the lines it is given.  Pure.

Lines come in an order that does not depend on the basket's, each with what is left of
its price.  No share is ever above that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from functools import cached_property

from promotions.offers.rule import Kind, Rule
from shop.kernel.money import ZERO, from_minor, percent_of, split


@dataclass(frozen=True, kw_only=True)
class Pile:
    """The pieces of one line.  `left` is what they cost together at this moment."""

    position: int
    quantity: int
    left: Decimal

    @cached_property
    def unit(self) -> Decimal:
        """What a piece costs, never more than it does."""
        if self.quantity == 1:
            return self.left
        return (self.left / self.quantity).quantize(from_minor(1), ROUND_DOWN)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What a rule would take off which lines, `{position: share}`.  A share may be 0:
    the line helped to reach the threshold and is used up all the same."""

    rule: Rule
    shares: dict[int, Decimal] = field(default_factory=dict)

    @property
    def amount(self) -> Decimal:
        return sum(self.shares.values(), ZERO)


def propose(rule: Rule, piles: Sequence[Pile]) -> Proposal:
    """Nothing for a gift or free delivery, which take nothing off a line."""
    found = [pile for pile in piles if pile.left > 0]
    whole = sum((pile.left for pile in found), ZERO)
    if rule.kind == Kind.TIERS:
        weights = {pile.position: pile.left for pile in found}
        return _shared(rule, _saved(rule, whole), weights)
    if rule.kind == Kind.PERCENT and whole >= rule.threshold:
        weights = {pile.position: pile.left for pile in found}
        return _shared(rule, percent_of(Decimal(rule.percent), whole), weights)
    if rule.kind == Kind.SET:
        return _sets_for_a_price(rule, found)
    if rule.kind == Kind.CHEAPER:
        return _cheaper_pieces(rule, found)
    return Proposal(rule=rule)


def _saved(rule: Rule, whole: Decimal) -> Decimal:
    """By the highest tier that is reached."""
    reached = [tier.save for tier in rule.tiers if tier.spend <= whole]
    return reached[-1] if reached else ZERO


def _shared(rule: Rule, amount: Decimal, weights: dict[int, Decimal]) -> Proposal:
    if amount <= 0:
        return Proposal(rule=rule)
    shares = split(amount, list(weights.values()))
    return Proposal(rule=rule, shares=dict(zip(weights, shares, strict=True)))


Part = tuple[Pile, int]  # so many pieces of a pile


def sets_of(piles: Sequence[Pile], size: int) -> Iterator[tuple[int, list[Part]]]:
    """Sets of so many pieces, the dearest first; `(how many alike, what is in one)`.

    The sets fall in value.  As many are yielded as there are twice the lines, at most,
    whatever the number of pieces.
    """
    part: list[Part] = []
    missing = size
    for pile in sorted(piles, key=lambda pile: -pile.unit):
        count = pile.quantity
        while count:
            if missing == size and count >= size:
                yield count // size, [(pile, size)]
                count %= size
                continue
            taken = min(count, missing)
            part.append((pile, taken))
            count, missing = count - taken, missing - taken
            if not missing:
                yield 1, part
                part, missing = [], size


def _sets_for_a_price(rule: Rule, piles: Sequence[Pile]) -> Proposal:
    """Only sets that are dearer without the offer."""
    amount, weights = ZERO, dict[int, Decimal]()
    for times, parts in sets_of(piles, rule.set_size):
        value = sum((pile.unit * count for pile, count in parts), ZERO)
        if value <= rule.set_price:
            break
        amount += times * (value - rule.set_price)
        _add(weights, times, parts)
    return _shared(rule, amount, weights)


def _cheaper_pieces(rule: Rule, piles: Sequence[Pile]) -> Proposal:
    """In each set the cheapest pieces are cheaper; all pieces of it share that, so
    that whoever sends one back gets the same part of the price for each."""
    cheap, weights = ZERO, dict[int, Decimal]()
    for times, parts in sets_of(piles, rule.set_size):
        cheap += times * _cheapest(parts, rule.cheaper_pieces)
        _add(weights, times, parts)
    return _shared(rule, percent_of(Decimal(rule.percent), cheap), weights)


def _cheapest(parts: Sequence[Part], wanted: int) -> Decimal:
    value = ZERO
    for pile, count in reversed(parts):
        taken = min(count, wanted)
        value += pile.unit * taken
        wanted -= taken
    return value


def _add(weights: dict[int, Decimal], times: int, parts: Sequence[Part]) -> None:
    for pile, count in parts:
        more = times * count * pile.unit
        weights[pile.position] = weights.get(pile.position, ZERO) + more
