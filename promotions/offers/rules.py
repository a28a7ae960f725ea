"""Which automatic offers a basket gets, and what each of its lines gets of them.  Pure.

**What never breaks.**  Two offers are never on one line unless both say that they
combine.  Lines of a deal that takes no offers get none and count for none.  A basket
never saves less than by the best offer alone.  The order of its lines changes nothing:
they are looked at in an order of their own.  Each offer gives once, split to the cent.

**How offers are chosen.**  Which lines to give to which offer for the greatest sum of
all is a hard puzzle; this is a way that is quick and can be told in two sentences.  *The
offer that saves most comes first; then, of the lines that are still open to it, the
next; and so on, until none saves anything.*  That is done for each of the few offers that
save most by themselves as the first one, and once with the offers that combine before
all others; what saves most in the end is taken.  Where two save the same, the higher
priority decides, then the older offer.

An offer that combines works on what the others before it left of the price.  Where
goods count for a threshold they are used up, also if their share is 0.

**Gifts** come after the money, so that no gift ever takes money from somebody: of the
lines still open to it, each gift's threshold is compared with what they cost by then;
the highest threshold comes first.  A gift that is out is not promised, and no article
is given twice.  **Free delivery**
takes nothing off a line and goes with everything; its threshold is compared at the very
end, with what coupon and points have left.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from promotions.lines import Discount, Gift, PricedLine, order_of
from promotions.offers.giving import Pile, Proposal, propose
from promotions.offers.rule import Kind, Rule
from promotions.scopes import Shelves
from shop.kernel.money import ZERO

MOST_STARTS = 5


@dataclass(frozen=True, kw_only=True)
class Basket:
    """Lines in an order of their own, and which of them each rule is about."""

    lines: tuple[PricedLine, ...]
    left: tuple[Decimal, ...]
    covered: dict[int, tuple[int, ...]]


@dataclass(kw_only=True)
class Plan:
    """Offers as they are chosen, one after the other."""

    basket: Basket
    left: list[Decimal]
    on: list[list[Rule]]
    chosen: list[Proposal] = field(default_factory=list)
    gifts: list[Rule] = field(default_factory=list)

    @property
    def amount(self) -> Decimal:
        return sum((proposal.amount for proposal in self.chosen), ZERO)

    def open_to(self, rule: Rule) -> list[int]:
        """The lines that may still get it."""
        return [
            position
            for position in self.basket.covered[rule.id]
            if not self.on[position] or _all_combine(rule, self.on[position])
        ]

    def propose(self, rule: Rule) -> Proposal:
        lines = self.basket.lines
        return propose(
            rule,
            [
                Pile(position=at, quantity=lines[at].quantity, left=self.left[at])
                for at in self.open_to(rule)
            ],
        )

    def take(self, proposal: Proposal) -> None:
        self.chosen.append(proposal)
        for position, share in proposal.shares.items():
            self.left[position] -= share
            self.on[position].append(proposal.rule)


def _all_combine(rule: Rule, others: Iterable[Rule]) -> bool:
    return rule.combines and all(other.combines for other in others)


def basket_of(
    lines: Sequence[PricedLine],
    taken: Sequence[Decimal],
    rules: Iterable[Rule],
    shelves: Shelves,
) -> Basket:
    """`positions` of the basket are not those of `lines`: see `order_of`."""
    order = order_of(lines)
    own = tuple(lines[index] for index in order)
    return Basket(
        lines=own,
        left=tuple(lines[index].goods - taken[index] for index in order),
        covered={
            rule.id: tuple(
                position
                for position, line in enumerate(own)
                if line.takes_offers and rule.scope.covers(line.product_id, shelves)
            )
            for rule in rules
        },
    )


def best_plan(basket: Basket, rules: Sequence[Rule]) -> Plan:
    """The offers that this basket gets, gifts included."""
    start = new_plan(basket)
    first = {rule.id: start.propose(rule) for rule in rules if basket.covered[rule.id]}
    useful = sorted(
        (proposal for proposal in first.values() if proposal.amount > 0), key=_rank
    )
    plans = [_greedy(basket, useful, start=[one]) for one in useful[:MOST_STARTS]]
    together = [one for one in useful if one.rule.combines]
    if together and len(together) < len(useful):
        plans.append(_greedy(basket, useful, start=together))
    best = max(plans, key=lambda plan: plan.amount, default=start)
    _give(best, rules)
    return best


def new_plan(basket: Basket) -> Plan:
    """Nothing is chosen yet."""
    return Plan(
        basket=basket, left=list(basket.left), on=[[] for _line in basket.lines]
    )


def _rank(proposal: Proposal) -> tuple[Decimal, int, int]:
    """The greatest saving first, then the highest priority, then the oldest."""
    return (-proposal.amount, -proposal.rule.priority, proposal.rule.id)


def _greedy(
    basket: Basket, useful: Sequence[Proposal], *, start: Sequence[Proposal]
) -> Plan:
    """These first, one after the other, then whatever saves most."""
    plan = new_plan(basket)
    waiting = {proposal.rule.id: proposal for proposal in useful}
    early = {proposal.rule.id for proposal in start}
    while waiting:
        among = [waiting[key] for key in waiting if key in early] or waiting.values()
        best = min(among, key=_rank)
        del waiting[best.rule.id]
        early.discard(best.rule.id)
        if best.amount > 0:
            plan.take(best)
            _look_again(plan, waiting, touched=set(best.shares))
    return plan


def _look_again(plan: Plan, waiting: dict[int, Proposal], *, touched: set[int]) -> None:
    """Only what reckoned with one of these lines has to."""
    for key, old in waiting.items():
        if not touched.isdisjoint(plan.basket.covered[key]):
            waiting[key] = plan.propose(old.rule)


def _give(plan: Plan, rules: Iterable[Rule]) -> None:
    """Gifts, to lines that are still open to them."""
    offered = [rule for rule in rules if rule.kind == Kind.GIFT and rule.gift]
    given: set[int] = set()
    for rule in sorted(offered, key=lambda r: (-r.threshold, -r.priority, r.id)):
        gift, lines = rule.gift, plan.open_to(rule)
        worth = sum((plan.left[position] for position in lines), ZERO)
        if gift is None or not lines or worth < rule.threshold:
            continue
        left = gift.left - _bought(plan.basket, gift.variant_id)
        if gift.variant_id in given or left < gift.quantity:
            continue
        given.add(gift.variant_id)
        plan.gifts.append(rule)
        for position in lines:
            plan.on[position].append(rule)


def _bought(basket: Basket, variant_id: int) -> int:
    return sum(line.quantity for line in basket.lines if line.variant_id == variant_id)


def discounts_of(plan: Plan, order: Sequence[int]) -> tuple[Discount, ...]:
    """`order` as `order_of` gave it for the lines that shares are wanted for."""
    return tuple(
        Discount(
            name=proposal.rule.name,
            amount=proposal.amount,
            shares=_shares(proposal, order),
            source=proposal.rule.source,
        )
        for proposal in plan.chosen
    )


def _shares(proposal: Proposal, order: Sequence[int]) -> tuple[Decimal, ...]:
    shares = [ZERO] * len(order)
    for position, index in enumerate(order):
        shares[index] = proposal.shares.get(position, ZERO)
    return tuple(shares)


def gifts_of(plan: Plan) -> tuple[Gift, ...]:
    return tuple(
        Gift(
            variant_id=rule.gift.variant_id,
            quantity=rule.gift.quantity,
            name=rule.name,
            source=rule.source,
        )
        for rule in plan.gifts
        if rule.gift
    )
