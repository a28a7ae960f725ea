"""Staff who act on the same money at the same moment: one of them does it."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from accounts.models import User
from orders.models import Order
from payments.models import MoneyCase, Refund, RefundProposal
from payments.services import (
    Wish,
    approve_refund,
    decide_case,
    decline_refund,
    give_back,
)
from tests.admin.factories import make_clerk, make_owner
from tests.catalog.factories import make_variant
from tests.concurrency.crowd import ROUNDS, at_once, errors, is_seen, unlock_orders
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.orders.factories import ship
from tests.payments.factories import fail, make_paid_order, pieces_back

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def without_locks(monkeypatch) -> Callable[[], None]:
    """Nobody holds the order while they look and write."""
    return lambda: unlock_orders(monkeypatch)


def dear_order() -> Order:
    return ship(make_paid_order(make_variant(price="3000.00"), quantity=2))


def give(order: Order, staff: User, amount: int) -> Any:
    wish = Wish(amount=Decimal(amount))
    return give_back(order_id=order.pk, wish=wish, reason="", staff=staff, now=NOON)


# --- one person, many hands --------------------------------------------------------------


def spend_the_limit() -> Decimal:
    """Six steps of 900.00 by a person who may give back 2,000.00; what goes back."""
    order, clerk = dear_order(), make_clerk()

    at_once(*[partial(give, order, clerk, 900)] * 6)

    order.refresh_from_db()
    return order.refunded


def test_a_limit_is_not_walked_round_by_many_windows() -> None:
    for _ in range(ROUNDS):
        assert spend_the_limit() == 1800


@pytest.mark.breaks_laws
def test_without_locks_a_limit_is_walked_round(without_locks) -> None:
    without_locks()

    assert is_seen(lambda: spend_the_limit() > 2000)


def test_one_proposal_waits_whoever_is_first() -> None:
    for _ in range(ROUNDS):
        order = dear_order()
        clerks = [make_clerk() for _ in range(4)]

        answers = at_once(*[partial(give, order, clerk, 2500) for clerk in clerks])

        assert errors(answers) == ["ProposalWaits"] * 3
        assert RefundProposal.objects.filter(order=order).count() == 1


# --- a second person, twice ----------------------------------------------------------------


def agree_and_decline() -> tuple[RefundProposal, list[str]]:
    """Two agree and two decline at the same moment."""
    order = dear_order()
    proposal = give(order, make_clerk(), 2500).proposal
    works: list[Callable[..., Any]] = [approve_refund, decline_refund] * 2
    answers = at_once(
        *[
            partial(work, proposal_id=proposal.pk, staff=make_owner(), now=NOON)
            for work in works
        ]
    )
    proposal.refresh_from_db()
    return proposal, errors(answers)


def test_a_proposal_is_decided_once() -> None:
    for _ in range(ROUNDS):
        proposal, failures = agree_and_decline()

        refunds = Refund.objects.filter(attempt__order=proposal.order)
        assert failures == ["AlreadyDecided"] * 3
        assert refunds.count() == (1 if proposal.outcome == "approved" else 0)


@pytest.mark.breaks_laws
def test_without_locks_it_is_decided_twice(without_locks) -> None:
    without_locks()

    assert is_seen(lambda: agree_and_decline()[1] != ["AlreadyDecided"] * 3)


# --- money to decide ------------------------------------------------------------------------


def decide_often() -> tuple[Order, list[str]]:
    """Four people decide about one case, each something else."""
    order = ship(make_paid_order(make_variant(), quantity=3))
    case = fail(pieces_back(order, 1))
    answers = at_once(
        *[
            partial(
                decide_case,
                case_id=case.pk,
                decision=decision,
                reason="",
                staff=make_owner(),
                now=NOON,
            )
            for decision in ("again", "by_hand", "keep", "again")
        ]
    )
    return order, errors(answers)


def test_a_case_is_decided_once() -> None:
    for _ in range(ROUNDS):
        order, failures = decide_often()

        case = MoneyCase.objects.get(order=order)
        again = Refund.objects.filter(repeats=case.refund).count()
        assert failures == ["AlreadyDecided"] * 3
        assert again == (0 if case.decision == "keep" else 1)


@pytest.mark.breaks_laws
def test_without_locks_a_case_is_decided_twice(without_locks) -> None:
    without_locks()

    def is_wrong() -> bool:
        return decide_often()[1] != ["AlreadyDecided"] * 3 or bool(broken_laws())

    assert is_seen(is_wrong)
