"""A planned fault happens as often as was said, to whom it was meant for."""

import pytest

from payments.gateways.demo.faults import (
    UNCLEAR,
    behave,
    misbehave,
    next_fault,
)
from payments.models import DemoFault
from tests.concurrency.crowd import ROUNDS, at_once, is_seen


def happens(*numbers: str, operation: str = "query") -> str | None:
    fault = next_fault(operation, UNCLEAR, numbers=numbers)
    return fault and fault.kind


@pytest.mark.django_db
def test_happens_so_often_and_no_more() -> None:
    misbehave("query", "away", times=2)

    assert [happens("P1") for _ in range(3)] == ["away", "away", None]


@pytest.mark.django_db
def test_faults_happen_in_the_order_of_their_planning() -> None:
    misbehave("query", "late")
    misbehave("query", "away")

    assert [happens("P1") for _ in range(3)] == ["late", "away", None]


@pytest.mark.django_db
def test_another_number_and_another_operation_are_left_alone() -> None:
    misbehave("query", "away", number="P1")

    assert happens("P2") is None
    assert happens("P1", operation="close") is None
    assert happens("R1", "P1") == "away"


@pytest.mark.django_db
def test_a_fault_of_another_kind_waits_for_its_turn() -> None:
    misbehave("refund", "refund_fails")

    assert happens("R1", operation="refund") is None
    assert DemoFault.objects.get().left == 1


@pytest.mark.django_db
def test_a_bank_that_behaves_has_forgotten_everything() -> None:
    misbehave("query", "away", times=9)

    assert behave() == 1
    assert happens("P1") is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_crowd_meets_it_once() -> None:
    for _ in range(ROUNDS):
        assert crowd_meets() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_condition_a_crowd_meets_it_more_often(monkeypatch) -> None:
    def careless(operation: str, kinds: frozenset, *, numbers: object) -> object:
        fault = DemoFault.objects.filter(operation=operation, left__gt=0).first()
        if fault:
            DemoFault.objects.filter(pk=fault.pk).update(left=fault.left - 1)
        return fault

    monkeypatch.setattr("tests.payments.test_demo_faults.next_fault", careless)

    assert is_seen(lambda: crowd_meets() > 1)


def crowd_meets() -> int:
    behave()
    misbehave("query", "away")
    return sum(kind == "away" for kind in at_once(*[happens] * 8))
