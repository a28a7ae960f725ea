"""Each row of a statement is in our books, or a difference says so, and the reverse."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from orders.states import OrderStatus
from payments.gateways.base import RefundAnswer
from payments.models import (
    Difference,
    MoneyCase,
    Refund,
    Statement,
)
from payments.services import reconcile
from payments.states import RefundStatus
from tests.laws import broken_laws
from tests.payments.factories import answer, whole_refund
from tests.payments.reconciliation.fake import (
    DAY,
    MORNING,
    attempt_at_fake,
    captured,
    fee_row,
    row_back,
    row_of,
)

pytestmark = pytest.mark.django_db
Kind, Ending = Difference.Kind, Difference.Ending


def read(day: date = DAY, now=MORNING) -> Statement:
    statement = reconcile(gateway="fake", day=day, now=now)
    assert broken_laws() == {}
    return statement


def found() -> list[tuple[str, str]]:
    """What differs, and how it ended."""
    rows = Difference.objects.order_by("pk").values_list("kind", "ending")
    return [(kind, ending) for kind, ending in rows]


def test_books_that_agree_have_no_difference(fake) -> None:
    attempt = captured()
    refund = whole_refund(captured().order)
    answer(refund, RefundAnswer.DONE)
    paid = row_of(refund.attempt)
    fake.says(row_of(attempt), paid, row_back(refund), fee_row())

    statement = read()

    assert found() == []
    assert (statement.state, statement.read_at) == ("read", MORNING)
    assert (statement.payments, statement.refunds, statement.others) == (2, 1, 1)
    assert statement.paid == attempt.amount + refund.attempt.amount
    assert (statement.refunded, statement.fees) == (refund.amount, Decimal("0.40"))
    assert fake.asked == []


def test_a_payment_that_no_row_tells_of(fake) -> None:
    attempt = captured()
    fake.says()

    statement = read()

    one = Difference.objects.get()
    assert (one.kind, one.statement, one.attempt) == (
        Kind.OURS_ONLY,
        statement,
        attempt,
    )
    assert (one.ours, one.theirs, one.found_at) == (attempt.amount, None, MORNING)


def test_a_refund_that_no_row_tells_of(fake) -> None:
    attempt = captured()
    refund = whole_refund(attempt.order)
    answer(refund, RefundAnswer.DONE)
    fake.says(row_of(attempt))

    read()

    one = Difference.objects.get()
    assert (one.kind, one.refund, one.attempt) == (Kind.OURS_ONLY, refund, attempt)


@pytest.mark.parametrize("by_hand", [True, False])
def test_what_never_went_through_the_gateway_is_not_missed(fake, by_hand) -> None:
    attempt = captured()
    refund = whole_refund(attempt.order)
    if by_hand:
        answer(refund, RefundAnswer.DONE)
        Refund.objects.update(by_hand=True)
    fake.says(row_of(attempt))

    read()

    assert found() == []


def test_a_row_that_we_have_no_record_of(fake) -> None:
    stranger = row_of(attempt_at_fake(), number="X1", gateway_number="GX1")
    fake.says(stranger)

    read()

    one = Difference.objects.get()
    assert (one.kind, one.attempt, one.ours) == (Kind.THEIRS_ONLY, None, None)
    assert (one.theirs, one.line.number) == (stranger.amount, "X1")


def test_lost_money_settles_by_itself(fake) -> None:
    attempt = attempt_at_fake()
    fake.took(attempt)
    fake.says(row_of(attempt))

    read()

    attempt.order.refresh_from_db()
    assert attempt.order.status == OrderStatus.AWAITING_SHIPMENT
    assert found() == []


def test_a_second_payment_under_one_number_goes_back_by_itself(fake) -> None:
    attempt = captured(trade_no="T-1")
    fake.took(attempt, trade_no="T-1")
    fake.took(attempt, trade_no="T-2")
    fake.says(row_of(attempt), row_of(attempt, gateway_number="T-2"))

    read()

    surplus = Refund.objects.get()
    assert (surplus.cause, surplus.attempt.trade_no) == (Refund.Cause.SURPLUS, "T-2")
    assert found() == []


def test_money_that_the_gateway_itself_denies_stays_a_difference(fake) -> None:
    attempt = attempt_at_fake()
    fake.says(row_of(attempt))

    read()

    one = Difference.objects.get()
    assert (one.kind, one.attempt) == (Kind.THEIRS_ONLY, attempt)
    assert fake.asked[0] == attempt.out_trade_no


def test_a_gateway_that_does_not_answer_loses_no_difference(fake) -> None:
    attempt = attempt_at_fake()
    fake.says(row_of(attempt))
    fake.is_away = True

    read()

    assert found() == [(Kind.THEIRS_ONLY, "")]
    fake.is_away = False
    fake.took(attempt)
    read(now=MORNING + timedelta(minutes=5))

    attempt.order.refresh_from_db()
    assert attempt.order.paid_at
    assert found() == [(Kind.THEIRS_ONLY, Ending.BOOKED)]


@pytest.mark.parametrize("wrong", [{"amount": Decimal("1.00")}, {"currency": "USD"}])
def test_another_amount_than_ours(fake, wrong) -> None:
    attempt = captured()
    fake.says(row_of(attempt, **wrong))

    read()

    one = Difference.objects.get()
    assert (one.kind, one.attempt, one.ours) == (Kind.AMOUNT, attempt, attempt.amount)
    assert one.theirs == wrong.get("amount", attempt.amount)


def test_another_amount_of_a_refund(fake) -> None:
    attempt = captured()
    refund = whole_refund(attempt.order)
    answer(refund, RefundAnswer.DONE)
    fake.says(row_of(attempt), row_back(refund, amount=Decimal(1)))

    read()

    one = Difference.objects.get()
    assert (one.kind, one.refund, one.theirs) == (Kind.AMOUNT, refund, Decimal(1))


def test_money_that_waits_for_a_decision_is_in_our_books(fake) -> None:
    attempt = attempt_at_fake()
    wrong = {"amount": Decimal("30.00"), "trade_no": "T-30"}
    fake.took(attempt, **wrong)
    row = row_of(attempt, amount=Decimal(30), gateway_number="T-30")
    fake.says(row)

    read()

    assert MoneyCase.objects.get().amount == 30
    assert found() == []


def test_a_refund_on_its_way_is_asked_about(fake) -> None:
    attempt = captured()
    refund = whole_refund(attempt.order)
    fake.refund_answer = RefundAnswer.DONE
    fake.says(row_of(attempt), row_back(refund))

    read()

    refund.refresh_from_db()
    assert refund.status == RefundStatus.DONE
    assert found() == []


def test_a_refund_still_on_its_way_is_a_difference_until_it_is_done(fake) -> None:
    attempt = captured()
    refund = whole_refund(attempt.order)
    fake.says(row_of(attempt), row_back(refund))

    read()

    assert found() == [(Kind.THEIRS_ONLY, "")]
    answer(refund, RefundAnswer.DONE, now=MORNING)
    read(now=MORNING + timedelta(hours=1))
    assert found() == [(Kind.THEIRS_ONLY, Ending.BOOKED)]


def test_a_refund_made_at_the_gateways_own_desk(fake) -> None:
    attempt = captured()
    refund = whole_refund(attempt.order)
    fake.says(row_of(attempt), row_back(refund, number="DESK", gateway_number="D1"))

    read()

    assert found() == [(Kind.THEIRS_ONLY, "")]
