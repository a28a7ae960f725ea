"""What the gateway says of a refund counts once, whatever comes first or again."""

from decimal import Decimal
from itertools import permutations

import pytest

from orders.states import OrderStatus
from payments.gateways.base import RefundAnswer, RefundState
from payments.models import MoneyCase, PaymentAttempt, Refund
from payments.services import note_refund_answer
from payments.states import RefundStatus
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.orders.factories import ship
from tests.payments.factories import answer, make_paid_order, pieces_back, whole_refund

pytestmark = pytest.mark.django_db
A, R = RefundAnswer, RefundStatus


def make_refund() -> Refund:
    return whole_refund(make_paid_order(make_variant()))


def books(refund: Refund) -> tuple[str, Decimal, int]:
    """The refund's state, what the order says went back, and cases; laws hold."""
    refund.refresh_from_db()
    order = refund.attempt.order
    order.refresh_from_db()
    attempt = PaymentAttempt.objects.get(pk=refund.attempt_id)
    assert attempt.refunded == order.refunded
    assert broken_laws() == {}
    return refund.status, order.refunded, MoneyCase.objects.count()


@pytest.mark.parametrize("said", [A.DONE, A.FAILED])
def test_the_same_answer_is_news_once(said: RefundAnswer) -> None:
    refund = make_refund()

    assert [answer(refund, said) for _ in range(4)] == [True, False, False, False]

    assert books(refund)[2] == (1 if said is A.FAILED else 0)


@pytest.mark.parametrize("order", list(permutations([A.PROCESSING, A.DONE, A.ABSENT])))
def test_done_is_done_whatever_comes_late(order: tuple[RefundAnswer, ...]) -> None:
    refund = make_refund()

    for said in order:
        answer(refund, said)

    assert books(refund) == (R.DONE, refund.amount, 0)
    assert (refund.done_at, refund.next_try_at) == (NOON, None)


@pytest.mark.parametrize(
    "order", list(permutations([A.PROCESSING, A.FAILED, A.DONE, A.ABSENT]))
)
def test_failed_is_the_last_word(order: tuple[RefundAnswer, ...]) -> None:
    """Also after it was done; a stale “done” brings no money back."""
    refund = make_refund()

    for said in order:
        answer(refund, said)

    assert books(refund) == (R.FAILED, 0, 1)


def test_a_refund_can_fail_after_it_was_done() -> None:
    order = ship(make_paid_order(make_variant(), quantity=3))
    refund = pieces_back(order, 1)
    answer(refund, A.DONE)

    assert answer(refund, A.FAILED)

    case = MoneyCase.objects.get()
    assert (case.refund, case.amount) == (refund, Decimal("20.00"))
    assert books(refund) == (R.FAILED, 0, 1)
    assert order.lines.get().refunded_quantity == 1
    order.refresh_from_db()
    assert order.status == OrderStatus.SHIPPED


def test_a_failed_refund_leaves_room_for_no_other_of_these_pieces() -> None:
    """The buyer is owed them already: the case decides, not a second refund."""
    order = ship(make_paid_order(make_variant(), quantity=1))
    answer(pieces_back(order, 1), A.FAILED)

    rest = whole_refund(order)

    assert rest.amount == Decimal("12.00")
    assert books(rest) == (R.REQUESTED, Decimal("12.00"), 1)


def test_one_on_its_way_is_asked_about_later() -> None:
    refund = make_refund()
    answer(refund, A.PROCESSING)

    assert not answer(refund, A.PROCESSING, now=NOON.replace(hour=13))

    assert refund.next_try_at > NOON.replace(hour=13)
    assert books(refund)[0] == R.PROCESSING


def test_nobody_s_number_changes_nothing() -> None:
    refund = make_refund()

    state = RefundState(answer=A.DONE)
    assert not note_refund_answer(refund_number="R-unknown", state=state, now=NOON)

    assert books(refund) == (R.REQUESTED, refund.amount, 0)
