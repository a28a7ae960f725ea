"""What a buyer sees: a code on a desktop, a button inside WeChat, the app on a phone."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from payments.models import PaymentAttempt
from shop.kernel.codes import square_code
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.gateways.wechat.fake import LOST, Fault
from tests.gateways.wechat.walks import DESKTOP, INSIDE, PHONE
from tests.orders.factories import make_order
from tests.walks import PREFETCH, guest_of, text_of

pytestmark = pytest.mark.django_db
NAME = "Pay with WeChat"


@pytest.fixture
def order(wechat):
    return make_order(make_variant(price="20.00"))


def browser(order, agent: str, *, openid: str = "") -> Client:
    client = guest_of(order)
    client.defaults["HTTP_USER_AGENT"] = agent
    if openid:
        session = client.session
        session["wechat_openid"] = openid
        session.save()
    return client


def pay(client: Client, order):
    return client.post(f"/orders/{order.number}/pay/", {"gateway": "wechat"})


def page_of(order) -> str:
    return f"/orders/{order.number}/pay/wechat/"


@pytest.mark.parametrize(
    ("agent", "channel", "target"),
    [
        (DESKTOP, "native", "/orders/"),
        (PHONE, "h5", "https://wx.example/pay"),
        (PHONE.replace("iPhone", "iPad"), "native", "/orders/"),
        (INSIDE, "jsapi", "/orders/"),
        ("", "native", "/orders/"),
    ],
)
def test_each_browser_has_its_way(order, agent, channel, target) -> None:
    response = pay(browser(order, agent, openid="o-mei"), order)

    assert response.status_code == 303
    assert response.url.startswith(target)
    assert order.attempts.get().channel == channel


def test_tells_wechat_which_shop_a_phone_comes_from(order) -> None:
    """Its cashier refuses whoever comes from nowhere."""
    client = browser(order, PHONE)

    page, leading = client.get(f"/orders/{order.number}/pay/"), pay(client, order)

    policy = "strict-origin-when-cross-origin"
    assert page["Referrer-Policy"] == leading["Referrer-Policy"] == policy


def test_tells_wechat_whose_phone_it_is(wechat, order, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client = browser(order, PHONE)
    client.defaults["HTTP_X_FORWARDED_FOR"] = "10.0.0.1, 203.0.113.9"

    pay(client, order)

    scene = wechat.bodies("prepay")[0]["scene_info"]
    assert scene["payer_client_ip"] == "203.0.113.9"


def test_shows_a_code_the_amount_and_looks_again_by_itself(wechat, order) -> None:
    client = browser(order, DESKTOP)

    response = client.get(pay(client, order).url)

    page = text_of(response)
    assert NAME in page
    assert "¥32.00" in page
    assert "held for you until 8:30 p.m." in page
    assert re.search(r'<svg [^>]*viewBox="0 0 (\d+) \1" role="img"', page)
    assert response.headers["Refresh"] == f"4; url={page_of(order)}?turn=1"
    assert "private" in response.headers["Cache-Control"]
    assert wechat.names() == ["prepay", "query"]


def test_the_code_says_what_wechat_gave(order) -> None:
    client = browser(order, DESKTOP)
    page = text_of(client.get(pay(client, order).url))

    assert square_code("weixin://wxpay/bizpayurl?pr=1").path in page


def test_looks_less_often_after_two_minutes(order) -> None:
    client = browser(order, DESKTOP)
    pay(client, order)

    response = client.get(page_of(order), {"turn": "99"})

    assert response.headers["Refresh"].startswith("10; ")


def test_leads_on_when_the_money_is_there(wechat, order) -> None:
    client = browser(order, DESKTOP)
    pay(client, order)
    wechat.books.pay(order.attempts.get().out_trade_no)

    response = client.get(page_of(order), follow=True)

    assert response.redirect_chain[-1][0] == f"/orders/{order.number}/pay/done/"


@pytest.mark.parametrize("agent", [DESKTOP, INSIDE])
def test_never_says_paid_before_we_know(order, agent: str) -> None:
    client = browser(order, agent, openid="o-mei")
    pay(client, order)

    page = text_of(client.get(page_of(order), {"paid": "1"}))

    assert "Your payment is here" not in page
    order.refresh_from_db()
    assert order.is_unpaid


def test_who_comes_back_without_having_paid_may_choose_again(order) -> None:
    client = browser(order, PHONE)
    pay(client, order)
    number = order.attempts.get().out_trade_no

    response = client.get(
        "/payments/wechat/return/", {"out_trade_no": number}, follow=True
    )

    page = text_of(response)
    assert "Checking your payment" in page
    assert f'href="/orders/{order.number}/pay/">Pay another way' in page


def test_a_code_that_was_closed_is_not_shown(wechat, order) -> None:
    client = browser(order, DESKTOP)
    pay(client, order)
    wechat.books.trades[order.attempts.get().out_trade_no]["state"] = "CLOSED"

    response = client.get(page_of(order), follow=True)

    assert response.redirect_chain[-1][0] == f"/orders/{order.number}/pay/wait/"
    assert "The payment was not made" in text_of(response)


def test_a_guess_of_the_browser_asks_nobody(wechat, order) -> None:
    client = browser(order, DESKTOP)
    pay(client, order)

    client.get(page_of(order), **PREFETCH)

    assert wechat.names() == ["prepay"]


def test_without_an_attempt_there_is_nothing_to_scan(wechat, order) -> None:
    response = browser(order, DESKTOP).get(page_of(order), follow=True)

    assert response.redirect_chain[-1][0] == f"/orders/{order.number}/pay/"
    assert wechat.asked == []


def test_a_stranger_sees_nothing(order) -> None:
    pay(browser(order, DESKTOP), order)

    assert Client().get(page_of(order)).status_code == 404


def test_a_gateway_that_is_away_leads_to_other_ways(wechat, order) -> None:
    client = browser(order, DESKTOP)
    pay(client, order)
    wechat.next("query", LOST)

    assert client.get(page_of(order)).status_code == 200  # the code is good still

    cache.clear()
    wechat.next("prepay", LOST)
    response = client.get(page_of(order), follow=True)

    assert "be reached. Please try again." in text_of(response)


def test_the_button_carries_what_wechats_sheet_needs(order) -> None:
    client = browser(order, INSIDE, openid="o-mei")

    page = text_of(client.get(pay(client, order).url))

    button = re.search(r"<button [^>]*data-wechat-pay[^>]*>", page)[0]
    assert 'data-package="prepay_id=wx1"' in button
    assert 'data-sign-type="RSA"' in button
    assert f'data-wait="/orders/{order.number}/pay/wait/"' in button
    assert "o-mei" not in page
    assert "wechat-pay.js" in page


def test_is_not_offered_inside_wechat_without_its_secret(order, settings) -> None:
    settings.WECHAT_APP_SECRET = ""

    page = text_of(browser(order, INSIDE).get(f"/orders/{order.number}/pay/"))

    assert 'value="wechat"' not in page
    assert 'value="demo"' in page


def test_hides_itself_while_it_is_away(wechat, order) -> None:
    client = browser(order, DESKTOP)
    wechat.next("prepay", *[LOST] * 5)
    for _ in range(5):
        assert pay(client, order).status_code == 503

    page = text_of(client.get(f"/orders/{order.number}/pay/"))

    assert "be reached at the moment. Please choose another way" in page
    assert 'value="wechat"' not in page


def test_a_refusal_keeps_the_page_with_the_other_ways(wechat, order) -> None:
    wechat.next("prepay", Fault(answer=(403, {"code": "NO_AUTH"})))

    response = pay(browser(order, DESKTOP), order)

    assert response.status_code == 422
    assert PaymentAttempt.objects.get().opened_at == NOON
