"""What Alipay calls about: verified, counted once, and thanked with seven letters."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from orders.states import OrderStatus
from payments.models import GatewayEvent, MoneyCase, PaymentAttempt
from payments.states import AttemptStatus
from tests.gateways.alipay.books import SELLER_ID
from tests.gateways.alipay.factories import (
    CALLBACK,
    bring_on,
    call,
    make_attempt,
    settle_events,
)
from tests.gateways.alipay.fake import FakeAlipay
from tests.laws import broken_laws
from tests.payments.factories import sum_back

pytestmark = pytest.mark.django_db


def paid(fake: FakeAlipay, *, amount: object = None) -> PaymentAttempt:
    """The buyer has paid, and the shop does not know."""
    attempt = make_attempt()
    fake.books.pay(attempt.out_trade_no, amount or attempt.amount)
    return attempt


def status_of(attempt: PaymentAttempt) -> str:
    attempt.order.refresh_from_db()
    return attempt.order.status


@pytest.mark.parametrize("status", ["TRADE_SUCCESS", "TRADE_FINISHED"])
def test_settles_the_order_and_is_thanked_exactly(
    alipay: FakeAlipay, status: str
) -> None:
    attempt = paid(alipay)
    form = alipay.notification(attempt.out_trade_no, trade_status=status)

    answers = [call(form) for _ in range(2)]
    settle_events()

    for answer in answers:
        assert (answer.status_code, answer.content) == (200, b"success")
        assert answer.headers["Content-Type"] == "text/plain"
        assert not answer.cookies
    assert status_of(attempt) == OrderStatus.AWAITING_SHIPMENT
    assert GatewayEvent.objects.count() == 1
    assert broken_laws() == {}


def test_a_refund_of_a_part_tells_of_the_payment_again_and_counts_once(
    alipay: FakeAlipay,
) -> None:
    attempt = paid(alipay)
    call(alipay.notification(attempt.out_trade_no))
    settle_events()
    bring_on(sum_back(attempt.order, "5.00"))

    form = alipay.notification(attempt.out_trade_no)
    call(form)
    outcomes = settle_events()

    assert (form["trade_status"], form["refund_fee"]) == ("TRADE_SUCCESS", "5.00")
    assert outcomes[-1] == "known already"
    attempt.order.refresh_from_db()
    assert attempt.order.captured == attempt.amount
    assert attempt.order.attempts.count() == 1
    assert broken_laws() == {}


@pytest.mark.parametrize("status", ["WAIT_BUYER_PAY", "TRADE_CLOSED"])
def test_another_status_is_no_money(alipay: FakeAlipay, status: str) -> None:
    attempt = make_attempt()
    alipay.books.scan(attempt.out_trade_no, attempt.amount).status = status

    answer = call(alipay.notification(attempt.out_trade_no))

    assert answer.content == b"success"
    assert settle_events() == ["ignored"]
    assert status_of(attempt) == OrderStatus.PENDING_PAYMENT
    assert not MoneyCase.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [{"app_id": "2021000000000009"}, {"seller_id": "2088000000000009"}],
    ids=str,
)
def test_money_of_another_app_or_merchant_is_not_ours(
    alipay: FakeAlipay, changed: dict[str, str]
) -> None:
    attempt = paid(alipay)

    answer = call(alipay.notification(attempt.out_trade_no, **changed))
    settle_events()

    attempt.refresh_from_db()
    assert answer.content == b"success"
    assert attempt.status == AttemptStatus.DISPUTED
    assert status_of(attempt) == OrderStatus.PENDING_PAYMENT
    assert MoneyCase.objects.get().kind == MoneyCase.Kind.MISMATCH


def test_the_merchant_is_compared_only_where_it_is_known(
    alipay: FakeAlipay, settings
) -> None:
    settings.ALIPAY_SELLER_ID = ""
    attempt = paid(alipay)

    call(alipay.notification(attempt.out_trade_no, seller_id="2088000000000009"))
    settle_events()

    assert status_of(attempt) == OrderStatus.AWAITING_SHIPMENT


@pytest.mark.parametrize("amount", ["0.01", "3200.00", "31.99"])
def test_another_amount_settles_nothing(alipay: FakeAlipay, amount: str) -> None:
    attempt = paid(alipay, amount=amount)

    call(alipay.notification(attempt.out_trade_no))
    settle_events()

    assert status_of(attempt) == OrderStatus.PENDING_PAYMENT
    assert MoneyCase.objects.get().kind == MoneyCase.Kind.MISMATCH


def test_an_unknown_number_is_to_come_again(alipay: FakeAlipay) -> None:
    """It may have overtaken our own commit."""
    alipay.books.pay("P404", "32.00")

    answer = call(alipay.notification("P404"))

    assert answer.status_code == 404
    assert answer.content != b"success"


def forged(fake: FakeAlipay, **changed: str) -> dict[str, str]:
    """A genuine callback, changed afterwards."""
    attempt = paid(fake)
    return fake.notification(attempt.out_trade_no) | changed


@pytest.mark.parametrize(
    "changed",
    [
        {"total_amount": "0.01"},
        {"out_trade_no": "P1"},
        {"seller_id": SELLER_ID + "1"},
        {"more": "1"},
        {"more": ""},
        {"sign": ""},
        {"sign": "%%%"},
        {"sign": "🫖"},
        {"sign": "AAAA"},
        {"sign": "A" * 5_000},
        {"sign_type": "RSA"},
        {"sign_type": ""},
        {"sign_type": "rsa2"},
        {"charset": "gbk"},
        {"charset": "utf-16"},
        {"charset": "🫖"},
    ],
    ids=str,
)
def test_a_changed_message_is_refused(alipay: FakeAlipay, changed: dict) -> None:
    answer = call(forged(alipay, **changed))

    assert (answer.status_code, answer.content) == (403, b"fail")
    assert not GatewayEvent.objects.exists()


@pytest.mark.parametrize("missing", ["sign", "sign_type", "app_id", "notify_id"])
def test_so_is_one_from_which_something_was_taken(
    alipay: FakeAlipay, missing: str
) -> None:
    form = forged(alipay)
    del form[missing]

    assert call(form).status_code == 403


@pytest.mark.parametrize("name", ["stranger", "shop"])
def test_so_is_one_of_another_key(alipay: FakeAlipay, keys, name: str) -> None:
    form = forged(alipay)
    facts = {k: v for k, v in form.items() if k not in ("sign", "sign_type")}

    answer = call(alipay.sealed(facts, key=getattr(keys, name)))

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "changed",
    [
        {"total_amount": "NaN"},
        {"total_amount": "1e3"},
        {"total_amount": ""},
        {"total_amount": "32.001"},
        {"trade_no": "1" * 65},
        {"trade_no": ""},
        {"notify_id": "1" * 65},
        {"notify_id": "1\n2"},
        {"out_trade_no": "单"},
        {"trade_status": ""},
    ],
    ids=str,
)
def test_so_is_a_signed_one_that_no_column_holds(
    alipay: FakeAlipay, changed: dict
) -> None:
    form = alipay.notification(paid(alipay).out_trade_no, **changed)

    assert call(form).status_code == 403


def test_so_is_a_signed_one_that_is_too_large(alipay: FakeAlipay) -> None:
    form = alipay.notification(paid(alipay).out_trade_no, subject="x" * 40_000)

    assert call(form).status_code == 403


def test_a_name_that_comes_twice_is_refused(alipay: FakeAlipay) -> None:
    form = urlencode(forged(alipay)).encode()

    assert call(form + b"&trade_status=TRADE_SUCCESS").status_code == 403
    assert not GatewayEvent.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"&&&",
        b"=",
        b"a",
        "单=1".encode(),
        b"a=%ff&charset=utf-8",
        b"sign=a&sign_type=RSA2",
        b"&".join(b"a%d=1" % i for i in range(200)),
        b"a=" + b"1" * 40_000,
        b'{"event_type":"TRANSACTION.SUCCESS"}',
        b"<xml></xml>",
    ],
    ids=lambda body: str(body)[:30],
)
def test_neither_is_anything_else_an_error_of_ours(
    alipay: FakeAlipay, body: bytes
) -> None:
    assert call(body).status_code == 403


def test_nor_is_a_form_of_another_kind(alipay: FakeAlipay) -> None:
    """Files and fields, as a browser sends them."""
    assert Client().post(CALLBACK, forged(alipay)).status_code == 403


def test_a_gateway_without_keys_believes_nobody(alipay: FakeAlipay, settings) -> None:
    form = forged(alipay)
    settings.ALIPAY_PUBLIC_KEY_FILE = ""

    assert call(form).status_code == 403


def test_nor_is_a_zero_that_no_database_holds(alipay: FakeAlipay) -> None:
    assert call(forged(alipay, subject="\0")).status_code == 400


def test_is_no_page(alipay: FakeAlipay) -> None:
    assert Client().get(CALLBACK).status_code == 405


def test_says_nothing_of_the_buyer(alipay: FakeAlipay, caplog) -> None:
    caplog.set_level("DEBUG")
    form = forged(alipay)

    call(form)
    call(form | {"sign": "AAAA"})

    told = str(GatewayEvent.objects.get().facts) + caplog.text
    assert "2088102169481075" not in told
    assert form["sign"] not in told


def test_gbk_is_read_as_gbk(alipay: FakeAlipay) -> None:
    attempt = paid(alipay)
    facts = alipay.books.notification(attempt.out_trade_no) | {"charset": "GBK"}
    text = "&".join(f"{k}={facts[k]}" for k in sorted(facts))
    facts |= {"sign": alipay.sign(text, encoding="gbk"), "sign_type": "RSA2"}

    answer = call(urlencode(facts, encoding="gbk").encode())

    assert answer.content == b"success"
