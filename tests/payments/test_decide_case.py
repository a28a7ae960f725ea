"""Money that nobody asked for, or that came back: somebody decides, once."""

from decimal import Decimal

import pytest

from orders.models import Order
from orders.states import OrderStatus
from payments.errors import AlreadyDecided, LimitTooLow, NotPossible
from payments.models import MoneyCase, PaymentAttempt, Refund
from payments.services import decide_case
from payments.services.deciding import decisions_for
from payments.states import AttemptStatus, RefundStatus
from tests.admin.factories import make_clerk, make_owner
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.orders.factories import ship
from tests.payments.cases import (
    a_failed_part,
    a_failed_surplus,
    a_failed_whole,
    a_mismatch,
)
from tests.payments.factories import (
    capture,
    fail,
    make_paid_order,
    pieces_back,
    whole_refund,
)

pytestmark = pytest.mark.django_db
Decision, Kind, S = MoneyCase.Decision, MoneyCase.Kind, OrderStatus
LATER = NOON.replace(hour=15)


def decide(case: MoneyCase, decision: str, **who) -> MoneyCase:
    facts = {"reason": "so be it", "staff": make_owner(), "now": LATER}
    return decide_case(case_id=case.pk, decision=decision, **facts | who)


def money(order: Order) -> tuple[str, Decimal, Decimal]:
    """Where the order is, what came in, what went back; and all laws hold."""
    order.refresh_from_db()
    assert broken_laws() == {}
    return order.status, order.captured, order.refunded


# --- what may be decided ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "offered"),
    [
        (a_failed_part, [Decision.AGAIN, Decision.BY_HAND, Decision.KEEP]),
        (a_failed_whole, [Decision.AGAIN, Decision.BY_HAND]),
        (a_failed_surplus, [Decision.AGAIN, Decision.BY_HAND]),
        (a_mismatch, [Decision.SEND_BACK, Decision.SETTLED]),
        (lambda: a_mismatch(currency="USD"), [Decision.SETTLED]),
        (lambda: a_mismatch(amount=Decimal(-30)), [Decision.SETTLED]),
    ],
)
def test_each_kind_has_its_decisions(make, offered) -> None:
    order, case = make()
    before = money(order)

    assert decisions_for(case) == offered
    for decision in set(Decision) - set(offered):
        with pytest.raises(NotPossible):
            decide(case, decision)
    assert money(order) == before
    assert MoneyCase.objects.get().decided_at is None


def test_a_decision_is_written_down_with_who_and_why() -> None:
    _order, case = a_failed_part()
    owner = make_owner()

    decide(case, Decision.AGAIN, staff=owner, reason="x" * 300)

    case.refresh_from_db()
    assert (case.decision, case.reason) == ("again", "x" * 200)
    assert (case.decided_at, case.decided_by) == (LATER, owner)
    assert decisions_for(case) == []


@pytest.mark.parametrize("first", [Decision.AGAIN, Decision.BY_HAND, Decision.KEEP])
@pytest.mark.parametrize("then", [Decision.AGAIN, Decision.BY_HAND, Decision.KEEP])
def test_it_is_decided_once(first: str, then: str) -> None:
    order, case = a_failed_part()
    decide(case, first)
    before = (money(order), Refund.objects.count())

    with pytest.raises(AlreadyDecided):
        decide(case, then)

    assert (money(order), Refund.objects.count()) == before


# --- what each does -----------------------------------------------------------------------


@pytest.mark.parametrize("make", [a_failed_part, a_failed_whole, a_failed_surplus])
def test_again_is_a_new_refund_of_the_same(make) -> None:
    order, case = make()
    status, captured, refunded = money(order)

    decide(case, Decision.AGAIN)

    again = Refund.objects.get(repeats=case.refund)
    assert again.number != case.refund.number
    assert (again.status, again.cause) == (RefundStatus.REQUESTED, case.refund.cause)
    assert again.parts() == case.refund.parts()
    assert money(order) == (status, captured, refunded + case.amount)


def test_what_fails_again_is_a_new_case() -> None:
    order, case = a_failed_part()
    decide(case, Decision.AGAIN)

    second = fail(Refund.objects.get(repeats=case.refund))
    decide(second, Decision.BY_HAND)

    assert MoneyCase.objects.count() == 2
    assert money(order) == (S.SHIPPED, order.total, Decimal("40.00"))


@pytest.mark.parametrize("make", [a_failed_part, a_failed_whole, a_failed_surplus])
def test_by_hand_is_done_at_once_and_no_gateway_hears_of_it(make) -> None:
    order, case = make()
    status, captured, refunded = money(order)

    decide(case, Decision.BY_HAND)

    by_hand = Refund.objects.get(repeats=case.refund)
    assert (by_hand.by_hand, by_hand.status) == (True, RefundStatus.DONE)
    assert (by_hand.done_at, by_hand.next_try_at) == (LATER, None)
    assert not Refund.objects.due(LATER.replace(year=2030)).exists()
    assert money(order) == (status, captured, refunded + case.amount)


def test_keep_lets_the_lines_count_it_as_paid() -> None:
    order, case = a_failed_part()

    decide(case, Decision.KEEP)

    line = order.lines.get()
    assert (line.refunded_quantity, line.refunded_amount) == (0, 0)
    assert money(order) == (S.SHIPPED, order.total, 0)


def test_kept_pieces_can_go_back_another_time() -> None:
    order, case = a_failed_part()
    decide(case, Decision.KEEP)

    assert pieces_back(order, 3).amount == Decimal("60.00")

    assert money(order) == (S.SHIPPED, order.total, Decimal("60.00"))


def test_pieces_that_were_given_up_are_not_sent_after_all() -> None:
    cup = make_variant(on_hand=5)
    order = make_paid_order(cup, quantity=3)
    case = fail(pieces_back(order, 2))

    decide(case, Decision.KEEP)
    ship(order)

    cup.refresh_from_db()
    assert (cup.on_hand, cup.reserved) == (4, 0)
    assert whole_refund(order).amount == order.total
    assert money(order) == (S.REFUNDED, order.total, order.total)


def test_an_order_that_has_ended_keeps_nothing() -> None:
    order, case = a_failed_part()
    whole_refund(order)

    assert Decision.KEEP not in decisions_for(MoneyCase.objects.get(pk=case.pk))

    decide(case, Decision.AGAIN)
    assert money(order) == (S.REFUNDED, order.total, order.total)


def test_a_wrong_sum_is_sent_back_as_it_came() -> None:
    order, case = a_mismatch()

    decide(case, Decision.SEND_BACK)

    refund = Refund.objects.get()
    assert (refund.cause, refund.amount) == (Refund.Cause.WRONG, Decimal("30.00"))
    assert (refund.attempt.trade_no, refund.attempt.settles) == (case.trade_no, False)
    assert money(order) == (S.PENDING_PAYMENT, Decimal(30), Decimal(30))


def test_the_right_sum_still_settles_after_that() -> None:
    order, case = a_mismatch(trade_no="T-wrong")
    decide(case, Decision.SEND_BACK)

    capture(case.attempt, trade_no="T-right")

    assert money(order) == (S.AWAITING_SHIPMENT, order.total + 30, Decimal(30))


def test_a_number_that_was_counted_meanwhile_is_not_sent_back() -> None:
    """The gateway corrected itself: the same trade, with the right amount."""
    order, case = a_mismatch(trade_no="T-1")
    capture(case.attempt, trade_no="T-1")

    with pytest.raises(NotPossible):
        decide(case, Decision.SEND_BACK)

    assert money(order) == (S.AWAITING_SHIPMENT, order.total, 0)


def test_two_wrong_sums_of_one_attempt_go_back_each() -> None:
    order, case = a_mismatch()
    capture(case.attempt, amount=Decimal("7.00"), trade_no="T-other")

    for one in MoneyCase.objects.all():
        decide(one, Decision.SEND_BACK)

    numbers = PaymentAttempt.objects.values_list("out_trade_no", flat=True)
    assert len(set(numbers)) == 3
    assert money(order) == (S.PENDING_PAYMENT, Decimal(37), Decimal(37))


def test_settled_outside_is_in_no_book() -> None:
    order, case = a_mismatch(currency="USD")

    decide(case, Decision.SETTLED)

    assert money(order) == (S.PENDING_PAYMENT, 0, 0)
    assert PaymentAttempt.objects.get().status == AttemptStatus.DISPUTED


# --- limits ---------------------------------------------------------------------------------


@pytest.mark.parametrize("decision", [Decision.AGAIN, Decision.BY_HAND])
def test_above_the_limit_somebody_else_decides(decision: str) -> None:
    order = ship(make_paid_order(make_variant(price="3000.00")))
    case = fail(pieces_back(order, 1))

    with pytest.raises(LimitTooLow):
        decide(case, decision, staff=make_clerk())

    assert money(order) == (S.SHIPPED, order.total, 0)
    decide(case, decision, staff=make_clerk("finance"))
    assert money(order) == (S.SHIPPED, order.total, Decimal(3000))


def test_keeping_gives_nothing_back_and_has_no_limit() -> None:
    order = ship(make_paid_order(make_variant(price="3000.00")))
    case = fail(pieces_back(order, 1))

    decide(case, Decision.KEEP, staff=make_clerk())

    assert money(order) == (S.SHIPPED, order.total, 0)
