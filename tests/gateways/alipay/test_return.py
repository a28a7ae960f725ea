"""Back from Alipay's page: the buyer sees what the shop itself has been told."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from orders.states import OrderStatus
from payments.models import PaymentAttempt
from tests.gateways.alipay.books import APP_ID, SELLER_ID
from tests.gateways.alipay.factories import make_attempt
from tests.gateways.alipay.fake import FakeAlipay
from tests.walks import at_noon, guest_of  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def return_of(fake: FakeAlipay, attempt: PaymentAttempt) -> str:
    """Where Alipay sends the buyer's browser, as it signs it."""
    facts = {
        "app_id": APP_ID,
        "auth_app_id": APP_ID,
        "charset": "utf-8",
        "method": "alipay.trade.page.pay.return",
        "out_trade_no": attempt.out_trade_no,
        "seller_id": SELLER_ID,
        "timestamp": "2026-11-20 20:00:00",
        "total_amount": f"{attempt.amount:.2f}",
        "trade_no": "2026112022001400000000000001",
        "version": "1.0",
    }
    return f"/payments/alipay/return/?{urlencode(fake.sealed(facts))}"


def test_leads_to_the_waiting_page_and_that_asks_alipay(alipay: FakeAlipay) -> None:
    attempt = make_attempt()
    alipay.books.pay(attempt.out_trade_no, attempt.amount)

    pages = guest_of(attempt.order).get(return_of(alipay, attempt), follow=True)

    order = f"/orders/{attempt.order.number}/pay"
    assert [url for url, _ in pages.redirect_chain] == [
        f"{order}/wait/",
        f"{order}/done/",
    ]
    attempt.order.refresh_from_db()
    assert attempt.order.status == OrderStatus.AWAITING_SHIPMENT


def test_is_believed_in_nothing(alipay: FakeAlipay) -> None:
    """Signed or not: the money is not there."""
    attempt = make_attempt()
    alipay.books.scan(attempt.out_trade_no, attempt.amount)

    pages = guest_of(attempt.order).get(return_of(alipay, attempt), follow=True)

    assert [url for url, _ in pages.redirect_chain] == [
        f"/orders/{attempt.order.number}/pay/wait/"
    ]
    attempt.order.refresh_from_db()
    assert attempt.order.status == OrderStatus.PENDING_PAYMENT


def test_shows_a_stranger_nothing(alipay: FakeAlipay) -> None:
    mine, theirs = make_attempt(), make_attempt()

    answer = guest_of(mine.order).get(return_of(alipay, theirs))
    nobody = Client().get("/payments/alipay/return/?out_trade_no=P404")

    assert answer.url == nobody.url == "/orders/find/"
