"""What a shop had before there were cases, repeats and limits is found by its upgrade."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps

from orders.models import Order
from payments.models import MoneyCase, PaymentAttempt, Refund, RefundLimit
from payments.states import AttemptStatus
from tests.catalog.factories import make_variant
from tests.laws import broken_laws
from tests.orders.factories import make_order
from tests.payments.cases import a_failed_whole, a_mismatch
from tests.payments.factories import capture, make_attempt, make_paid_order

pytestmark = pytest.mark.django_db
upgrade = import_module("payments.migrations.0005_cases_of_old_money")


def disputed(**wrong) -> tuple[Order, PaymentAttempt]:
    """As the first shop kept it: in the attempt's note only."""
    order, case = a_mismatch(**wrong)
    MoneyCase.objects.filter(pk=case.pk).delete()
    return order, case.attempt


@pytest.mark.parametrize(
    ("wrong", "amount", "currency"),
    [
        ({"amount": Decimal("30.00")}, Decimal("30.00"), "CNY"),
        ({"currency": "USD"}, Decimal("30.00"), "USD"),
        ({"amount": Decimal("-1.005")}, Decimal("-1.01"), "CNY"),
        ({"amount": Decimal("1E+25")}, Decimal(10) ** 12, "CNY"),
    ],
)
def test_a_dispute_gets_its_case(wrong, amount: Decimal, currency: str) -> None:
    order, attempt = disputed(**wrong)

    upgrade.keep_old_disputes(apps, None)
    upgrade.keep_old_disputes(apps, None)

    case = MoneyCase.objects.get()
    assert (case.order, case.attempt) == (order, attempt)
    assert (case.amount, case.currency) == (amount, currency)
    assert case.trade_no == f"T-{attempt.pk}"
    assert case.decided_at is None
    assert broken_laws() == {}


def test_a_wrong_sum_beside_the_right_one_gets_its_case_too() -> None:
    attempt = make_attempt(make_order(make_variant()))
    capture(attempt)
    capture(attempt, amount=Decimal(1), trade_no="T-second")
    MoneyCase.objects.all().delete()

    upgrade.keep_old_disputes(apps, None)

    assert MoneyCase.objects.get().trade_no == "T-second"


@pytest.mark.parametrize("note", ["", "somebody's own words", "12.00 CNY", "x CNY (T)"])
def test_other_notes_are_no_money(note: str) -> None:
    order = make_paid_order(make_variant())
    PaymentAttempt.objects.update(note=note)

    upgrade.keep_old_disputes(apps, None)

    assert sum(case.amount for case in MoneyCase.objects.filter(order=order)) == 0


def test_a_refund_that_was_asked_for_again_knows_what_it_repeats() -> None:
    """The first shop wrote a second refund and no more."""
    _order, case = a_failed_whole()
    failed = case.refund
    again = repeat_as_before(failed)
    case.delete()

    upgrade.keep_old_repeats(apps, None)

    again.refresh_from_db()
    case = MoneyCase.objects.get()
    assert again.repeats == failed
    assert (case.refund, case.decision) == (failed, "again")
    assert case.decided_at == again.requested_at
    assert broken_laws() == {}


def repeat_as_before(failed: Refund) -> Refund:
    attempt, order = failed.attempt, failed.attempt.order
    again = Refund.objects.create(
        attempt=attempt,
        number="R-again",
        cause=failed.cause,
        amount=failed.amount,
        requested_at=failed.requested_at,
        next_try_at=failed.requested_at,
    )
    for part in failed.lines.all():
        part.pk, part.refund = None, again
        part.save()
    type(attempt).objects.filter(pk=attempt.pk).update(refunded=failed.amount)
    type(order).objects.filter(pk=order.pk).update(refunded=failed.amount)
    return again


def test_a_failed_refund_that_waits_keeps_its_case() -> None:
    _order, case = a_failed_whole()

    upgrade.keep_old_repeats(apps, None)

    case.refresh_from_db()
    assert MoneyCase.objects.count() == 1
    assert case.decided_at is None


def test_a_limit_that_was_set_stays() -> None:
    RefundLimit.objects.all().delete()
    RefundLimit.objects.create(role="finance", amount=7)

    upgrade.set_limits(apps, None)

    limits = dict(RefundLimit.objects.values_list("role", "amount"))
    assert limits == {"operations": 2000, "finance": 7, "support": 0, "warehouse": 0}


def test_nothing_is_disputed_in_a_shop_without_disputes() -> None:
    make_paid_order(make_variant())

    upgrade.keep_old_disputes(apps, None)
    upgrade.keep_old_repeats(apps, None)

    assert not MoneyCase.objects.exists()
    assert not PaymentAttempt.objects.filter(status=AttemptStatus.DISPUTED).exists()
