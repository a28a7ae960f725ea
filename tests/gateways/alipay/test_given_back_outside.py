"""A closed trade may have been paid: what went back in Alipay's own back office is told
to the merchant, and no book says that it never was.
"""

from datetime import timedelta
from decimal import Decimal

import pytest

from orders.models import Order
from orders.states import OrderStatus
from payments.admin.case_words import story_of
from payments.jobs import ask_about_open_payments
from payments.models import Difference, MoneyCase, PaymentAttempt
from payments.services import decide_case
from payments.services.asking import ask_gateway
from payments.services.deciding import decisions_for
from payments.services.reconciling import reconcile
from payments.states import AttemptStatus
from tests.accounts.factories import make_user
from tests.conftest import NOON
from tests.gateways.alipay.bills import details, line, packed
from tests.gateways.alipay.factories import (
    bring_on,
    call,
    make_attempt,
    make_paid_attempt,
    settle_events,
)
from tests.gateways.alipay.fake import FakeAlipay
from tests.laws import broken_laws
from tests.payments.factories import sum_back, whole_refund

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=2)


def told() -> list[tuple[str, Decimal]]:
    cases = MoneyCase.objects.order_by("pk")
    return list(cases.values_list("kind", "amount"))


def returned(amount: object) -> tuple[str, Decimal]:
    return MoneyCase.Kind.RETURNED, Decimal(str(amount))


@pytest.fixture
def unheard_of(alipay: FakeAlipay) -> PaymentAttempt:
    """Paid and given back before the shop ever heard of it."""
    attempt = make_attempt()
    alipay.books.pay(attempt.out_trade_no, attempt.amount)
    alipay.books.give_back(attempt.out_trade_no, attempt.amount)
    return attempt


def check_unpaid(attempt: PaymentAttempt) -> None:
    attempt.refresh_from_db()
    order = Order.objects.get()
    assert attempt.status == AttemptStatus.CLOSED
    assert (order.status, order.captured) == (OrderStatus.PENDING_PAYMENT, 0)
    assert told() == [returned(attempt.amount)]
    assert broken_laws() == {}


def test_what_came_and_went_pays_for_nothing_and_is_told(
    alipay: FakeAlipay, unheard_of: PaymentAttempt
) -> None:
    assert ask_about_open_payments(LATER) == 1
    ask_gateway(attempt_id=unheard_of.pk, now=LATER, closing=True)

    check_unpaid(unheard_of)


def test_a_callback_tells_the_same_and_once(
    alipay: FakeAlipay, unheard_of: PaymentAttempt
) -> None:
    for _ in range(2):
        call(alipay.notification(unheard_of.out_trade_no))

    assert settle_events() == ["went back outside the shop", "known already"]
    ask_gateway(attempt_id=unheard_of.pk, now=LATER)
    check_unpaid(unheard_of)


def test_money_that_pays_for_an_order_is_missed_when_it_goes(
    alipay: FakeAlipay,
) -> None:
    attempt = make_paid_attempt(alipay)
    alipay.books.give_back(attempt.out_trade_no, attempt.amount)

    call(alipay.notification(attempt.out_trade_no))
    settle_events()
    ask_gateway(attempt_id=attempt.pk, now=LATER)

    order = Order.objects.get()
    assert told() == [returned(attempt.amount)]
    assert (order.status, order.captured) == (
        OrderStatus.AWAITING_SHIPMENT,
        order.total,
    )


def test_parts_are_told_as_they_go_beside_our_own(alipay: FakeAlipay) -> None:
    attempt = make_paid_attempt(alipay)
    bring_on(sum_back(attempt.order, "5.00"))
    for amount in ("3.00", "2.00"):
        alipay.books.give_back(attempt.out_trade_no, amount)
        call(alipay.notification(attempt.out_trade_no))
        settle_events()
    bring_on(sum_back(attempt.order, "4.00"))
    call(alipay.notification(attempt.out_trade_no))

    assert settle_events()[-1] == "known already"
    assert told() == [returned("3.00"), returned("2.00")]


def test_a_part_that_went_before_we_heard_settles_and_is_told(
    alipay: FakeAlipay,
) -> None:
    attempt = make_attempt()
    alipay.books.pay(attempt.out_trade_no, attempt.amount)
    alipay.books.give_back(attempt.out_trade_no, "3.00")

    call(alipay.notification(attempt.out_trade_no))

    assert settle_events() == ["settled the order"]
    assert told() == [returned("3.00")]


def test_our_own_refund_is_ours_whoever_tells_of_it_first(alipay: FakeAlipay) -> None:
    """Alipay's answer got lost, and its callback comes before we ask."""
    attempt = make_paid_attempt(alipay)
    refund = whole_refund(attempt.order)
    alipay.faults.append(("alipay.trade.refund", "drop"))
    bring_on(refund)

    call(alipay.notification(attempt.out_trade_no))
    ask_gateway(attempt_id=attempt.pk, now=LATER)

    assert settle_events() == ["known already"]
    assert told() == []


def test_is_settled_by_a_word_and_the_books_stay(
    alipay: FakeAlipay, unheard_of: PaymentAttempt
) -> None:
    ask_gateway(attempt_id=unheard_of.pk, now=NOON)
    case = MoneyCase.objects.get()
    (decision,) = decisions_for(case)

    decide_case(
        case_id=case.pk,
        decision=decision,
        reason="paid twice, given back by phone",
        staff=make_user(is_superuser=True, is_staff=True),
        now=LATER,
    )
    call(alipay.notification(unheard_of.out_trade_no))

    assert "went back at the payment service itself" in story_of(case)
    assert decision == MoneyCase.Decision.SETTLED
    assert settle_events() == ["known already"]
    check_unpaid(unheard_of)


def test_alipay_s_statement_agrees_about_what_came_and_tells_what_went(
    alipay: FakeAlipay, unheard_of: PaymentAttempt
) -> None:
    ask_gateway(attempt_id=unheard_of.pk, now=NOON)
    trade = alipay.books.trades[unheard_of.out_trade_no]
    facts = {"trade_no": trade.trade_no, "number": trade.out_trade_no}
    back = {"kind": "退款", "amount": "-32.00", "refund": "1"}
    alipay.bill = packed(details(line(**facts), line(**facts | back)))

    reconcile(gateway="alipay", day=NOON.date(), now=NOON + timedelta(days=1))

    (difference,) = Difference.objects.open()
    assert difference.line.kind == "refund"
    assert broken_laws() == {}
