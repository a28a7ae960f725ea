"""Stripe's books of a day are read whole, with our numbers where they are ours."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from payments.errors import GatewayAway, StatementNotReady
from payments.gateways.base import RowKind, StatementRow
from payments.gateways.registry import gateway_named
from payments.services import send_refund
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.gateways.stripe.factories import paid
from tests.orders.factories import make_order
from tests.payments.factories import sum_back

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
TOMORROW = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)


def read(day: date = TODAY, *, now: datetime = TOMORROW) -> list[StatementRow]:
    return list(gateway_named("stripe").statement(day, now=now))


def test_tells_payments_refunds_and_everything_else(stripe) -> None:
    order = paid(stripe)
    attempt = order.attempts.get()
    refund = sum_back(order, "5.00")
    send_refund(refund_id=refund.pk, now=NOON)
    stripe._book("payout", -2000, {}, fee=0)

    payout, back, payment = read()

    assert payment == StatementRow(
        kind=RowKind.PAYMENT,
        number=attempt.out_trade_no,
        gateway_number=attempt.trade_no,
        amount=Decimal(32),
        currency="CNY",
        happened_at=NOON,
        fee=Decimal("0.30"),
        payment_number=attempt.trade_no,
    )
    assert (back.kind, back.number) == (RowKind.REFUND, refund.number)
    assert (back.amount, back.fee) == (Decimal(5), 0)
    assert back.gateway_number == next(iter(stripe.made))
    assert (back.payment_number, back.is_strange) == (attempt.trade_no, False)
    assert (payout.kind, payout.number, payout.amount) == (RowKind.OTHER, "", 20)


def test_a_refund_that_came_back_is_none(stripe) -> None:
    refund = sum_back(paid(stripe), "5.00")
    send_refund(refund_id=refund.pk, now=NOON)
    (made,) = stripe.made.values()
    made["status"] = "failed"
    stripe._book("refund_failure", 500, made, fee=0)

    kinds = [row.kind for row in read()]

    assert kinds == [RowKind.OTHER, RowKind.OTHER, RowKind.PAYMENT]


@pytest.mark.parametrize("is_shared", [True, False])
def test_another_applications_payment_has_no_number_of_ours(
    stripe, settings, is_shared
) -> None:
    settings.STRIPE_ACCOUNT_IS_SHARED = is_shared
    theirs = {"id": "ch_x", "amount": 700, "currency": "usd", "payment_intent": "pi_x"}
    stripe._book("charge", 700, theirs | {"metadata": {"order": "7"}})

    (row,) = read()

    assert (row.kind, row.number, row.gateway_number) == (RowKind.PAYMENT, "", "pi_x")
    assert row.is_strange is is_shared
    assert (row.amount, row.currency) == (Decimal(7), "USD")


@pytest.mark.parametrize(
    "kind", ["refund_failure", "adjustment", "stripe_fee", "something_new"]
)
def test_what_is_neither_payment_nor_refund_is_told_too(stripe, kind) -> None:
    stripe._book(kind, -1500, {"id": "x", "amount": 3, "currency": "cny"})

    (row,) = read()

    assert (row.kind, row.amount, row.number) == (RowKind.OTHER, Decimal(15), "")


def test_sums_are_what_the_buyer_saw(stripe) -> None:
    """The account is in euros: its own sum and fee are in another currency."""
    charge = {"id": "ch_1", "payment_intent": "pi_1", "amount": 3200, "currency": "cny"}
    stripe._book("charge", 410, charge, currency="eur", fee=37)

    (row,) = read()

    assert (row.amount, row.currency, row.fee) == (Decimal(32), "CNY", 0)


def test_what_is_only_named_is_asked_for(stripe) -> None:
    order = paid(stripe)
    refund = sum_back(order, "5.00")
    send_refund(refund_id=refund.pk, now=NOON)
    for entry in stripe.entries:
        stripe.charges[entry["source"]["id"]] = entry["source"]
        entry["source"] = entry["source"]["id"]

    back, payment = read()

    assert payment.number == order.attempts.get().out_trade_no
    assert back.number == refund.number


def test_reads_every_page(stripe) -> None:
    stripe.page_size = 2
    for _ in range(5):
        paid(stripe, make_order(make_variant()))

    assert len({row.number for row in read()}) == 5


def test_is_of_one_day_of_utc(stripe) -> None:
    for hours in (-13, -12, 0, 11, 12):
        stripe.now = NOON + timedelta(hours=hours)
        stripe._book("payout", -100, {})

    times = [row.happened_at for row in read()]

    assert [time.hour for time in times] == [23, 12, 0]
    assert {time.date() for time in times} == {TODAY}


@pytest.mark.parametrize("now", [NOON, TOMORROW - timedelta(seconds=1)])
def test_a_day_that_is_not_over_has_no_statement(stripe, now) -> None:
    with pytest.raises(StatementNotReady):
        gateway_named("stripe").statement(TODAY, now=now)


@pytest.mark.parametrize("status", [429, 500, 503, 400, 401])
def test_books_that_do_not_come_are_not_empty(stripe, status) -> None:
    stripe.fail("books", status)

    with pytest.raises(GatewayAway):
        read()


@pytest.mark.parametrize("wrong", [{"fee": 1.5}, {"amount": "1"}, {"created": None}])
def test_books_that_cannot_be_read_whole_are_not_read(stripe, wrong) -> None:
    stripe._book("payout", -100, {})
    stripe.entries[0] |= wrong
    stripe.fail("books", 200, body={
        "object": "list", "data": stripe.entries, "has_more": False, "url": "/v1/x",
    })  # fmt: skip

    with pytest.raises(GatewayAway):
        read()
