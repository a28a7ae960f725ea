"""Attempts and refunds move along their tables and no other way."""

from itertools import product

import pytest

from payments.models import PaymentAttempt
from payments.states import (
    ATTEMPT_MOVES,
    IN_FLIGHT,
    REFUND_MOVES,
    AttemptStatus,
    RefundStatus,
)


@pytest.mark.parametrize(
    ("moves", "states"), [(ATTEMPT_MOVES, AttemptStatus), (REFUND_MOVES, RefundStatus)]
)
def test_every_status_has_an_entry(moves, states) -> None:
    assert set(moves) == set(states)
    assert set().union(*moves.values()) <= set(states)


@pytest.mark.parametrize(("old", "new"), list(product(AttemptStatus, AttemptStatus)))
def test_only_listed_moves_are_possible(old, new) -> None:
    attempt = PaymentAttempt(status=old)

    if new in ATTEMPT_MOVES[old]:
        attempt.turn(new)
        assert attempt.status == new
    else:
        with pytest.raises(ValueError, match="does not go"):
            attempt.turn(new)
        assert attempt.status == old


def test_what_is_in_flight_ends_somewhere() -> None:
    for status in IN_FLIGHT:
        assert {RefundStatus.DONE, RefundStatus.FAILED} <= REFUND_MOVES[status]


def test_captured_money_stays_captured() -> None:
    assert ATTEMPT_MOVES[AttemptStatus.CAPTURED] == frozenset()
