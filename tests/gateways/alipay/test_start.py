"""A browser goes to Alipay with a signed address, which is the same attempt again."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import RequestFactory
from django.utils import timezone

from payments.errors import MethodNotOffered
from payments.gateways.base import NOBODY
from payments.models import PaymentAttempt
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.gateways.alipay.factories import GATEWAY, make_attempt
from tests.gateways.alipay.fake import FakeAlipay, Forgery
from tests.orders.factories import make_order
from tests.walks import at_noon, guest_of, text_of  # noqa: F401

pytestmark = pytest.mark.django_db

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148"
ANDROID = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Mobile Safari"
DESKTOP = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0"
WECHAT = f"{ANDROID} MicroMessenger/8.0.50"


def start(attempt: PaymentAttempt) -> str:
    return GATEWAY.start(attempt, payer=NOBODY, now=NOON)


def browser(name: str):
    return RequestFactory().get("/", headers={"User-Agent": name})


def test_asks_for_the_order_s_money_until_its_last_moment(alipay: FakeAlipay) -> None:
    attempt = make_attempt()

    asked = alipay.open_cashier(start(attempt))

    assert asked["method"] == "alipay.trade.page.pay"
    assert asked["product_code"] == "FAST_INSTANT_TRADE_PAY"
    assert asked["out_trade_no"] == attempt.out_trade_no
    assert asked["total_amount"] == f"{attempt.amount:.2f}"
    assert asked["subject"] == f"Order {attempt.order.number}"
    assert asked["time_expire"] == "2026-11-20 20:30:00"
    assert asked["notify_url"] == "https://shop.example/payments/alipay/callback/"
    assert asked["return_url"] == "https://shop.example/payments/alipay/return/"
    assert "quit_url" not in asked


def test_leads_a_phone_to_its_own_product_and_back_to_the_order(
    alipay: FakeAlipay,
) -> None:
    attempt = make_attempt(channel="wap")

    asked = alipay.open_cashier(start(attempt))

    assert asked["method"] == "alipay.trade.wap.pay"
    assert asked["product_code"] == "QUICK_WAP_WAY"
    pay = f"https://shop.example/orders/{attempt.order.number}/pay/"
    assert asked["quit_url"] == pay


def test_leads_back_in_the_language_of_the_order(alipay: FakeAlipay) -> None:
    attempt = make_attempt(channel="wap")
    attempt.order.language = "zh-hans"

    asked = alipay.open_cashier(start(attempt))

    home, number = "https://shop.example", attempt.order.number
    assert asked["return_url"] == f"{home}/zh-hans/payments/alipay/return/"
    assert asked["quit_url"] == f"{home}/zh-hans/orders/{number}/pay/"
    assert asked["notify_url"] == f"{home}/payments/alipay/callback/"


def test_tells_nothing_of_the_buyer(alipay: FakeAlipay) -> None:
    order = make_order(make_variant(), email="mei@example.com")

    address = start(make_attempt(order, channel="wap"))

    asked = str(alipay.open_cashier(address))
    assert order.number in asked
    assert not any(secret in asked for secret in ("mei@", "Mei Lin", "Lake Road"))


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Shanghai"])
def test_writes_beijing_s_time_wherever_the_server_is(
    alipay: FakeAlipay,
    zone: str,
    at_noon: None,  # noqa: F811
) -> None:
    attempt = make_attempt()

    with timezone.override(ZoneInfo(zone)):
        asked = alipay.open_cashier(start(attempt))

    assert asked["timestamp"] == "2026-11-20 20:00:00"
    assert asked["time_expire"] == "2026-11-20 20:30:00"


def test_alipay_s_clock_does_not_go_ahead_with_ours(
    alipay: FakeAlipay,
    settings,
    at_noon: None,  # noqa: F811
) -> None:
    """The deadline too: what is 20:30 for us is 19:30 there."""
    settings.CLOCK_AHEAD = timedelta(hours=1)

    asked = alipay.open_cashier(start(make_attempt()))

    assert asked["timestamp"] == "2026-11-20 20:00:00"
    assert asked["time_expire"] == "2026-11-20 19:30:00"


def test_takes_no_other_money_than_yuan(alipay: FakeAlipay) -> None:
    attempt = make_attempt()
    attempt.currency = "EUR"

    with pytest.raises(MethodNotOffered):
        start(attempt)


def test_a_changed_address_is_no_longer_signed(alipay: FakeAlipay) -> None:
    address = start(make_attempt())

    with pytest.raises(Forgery):
        alipay.open_cashier(address.replace("total_amount", "total_amounT"))


@pytest.mark.parametrize(
    ("name", "channel"),
    [(IPHONE, "wap"), (ANDROID, "wap"), (DESKTOP, "page"), ("", "page")],
)
def test_fits_the_browser(alipay: FakeAlipay, name: str, channel: str) -> None:
    assert GATEWAY.is_offered(browser(name))
    assert GATEWAY.channel(browser(name)) == channel


def test_is_not_offered_inside_wechat(alipay: FakeAlipay) -> None:
    assert not GATEWAY.is_offered(browser(WECHAT))


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("ALIPAY_APP_ID", ""),
        ("ALIPAY_APP_PRIVATE_KEY_FILE", ""),
        ("ALIPAY_PUBLIC_KEY_FILE", "/nowhere/alipay.pem"),
        ("SHOP_CURRENCY", "EUR"),
    ],
)
def test_is_not_offered_while_something_is_missing(
    alipay: FakeAlipay, settings, setting: str, value: str
) -> None:
    setattr(settings, setting, value)

    assert not GATEWAY.is_offered(browser(DESKTOP))


def test_starts_nothing_that_is_not_configured(alipay: FakeAlipay, settings) -> None:
    attempt = make_attempt()
    settings.ALIPAY_APP_ID = ""

    with pytest.raises(MethodNotOffered):
        start(attempt)


def test_two_taps_are_one_attempt(
    alipay: FakeAlipay,
    at_noon: None,  # noqa: F811
) -> None:
    order = make_order(make_variant())
    client, page = guest_of(order), f"/orders/{order.number}/pay/"

    answers = [
        client.post(page, {"gateway": "alipay"}, headers={"User-Agent": IPHONE})
        for _ in range(2)
    ]

    attempt = order.attempts.get()
    assert (attempt.gateway, attempt.channel) == ("alipay", "wap")
    for answer in answers:
        assert answer.status_code == 303
        asked = alipay.open_cashier(answer.url)
        assert asked["out_trade_no"] == attempt.out_trade_no


def test_the_pay_page_offers_it(
    alipay: FakeAlipay,
    at_noon: None,  # noqa: F811
) -> None:
    order = make_order(make_variant())

    page = guest_of(order).get(f"/orders/{order.number}/pay/")

    assert 'name="gateway" value="alipay"' in text_of(page)
