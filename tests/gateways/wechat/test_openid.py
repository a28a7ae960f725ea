"""Inside WeChat the payer is known first: silently, once, and only in their browser."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.gateways.wechat.seals import APPID
from tests.gateways.wechat.test_pages import browser, pay
from tests.gateways.wechat.walks import DESKTOP, INSIDE
from tests.orders.factories import make_order
from tests.walks import text_of

pytestmark = pytest.mark.django_db
BACK = "/payments/wechat/openid/"


@pytest.fixture
def order(wechat):
    wechat.openids["CODE"] = "o-mei"
    return make_order(make_variant(price="20.00"))


def state_of(response) -> str:
    return parse_qs(urlsplit(response.url).query)["state"][0]


def test_goes_to_wechat_with_a_word_of_this_session(order, settings) -> None:
    settings.WECHAT_OAUTH_AUTHORIZE_URL = "https://open.example/oauth2/authorize"

    response = pay(browser(order, INSIDE), order)

    parts = urlsplit(response.url)
    asked = {name: value for name, (value,) in parse_qs(parts.query).items()}
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == (
        "https://open.example/oauth2/authorize"
    )
    assert parts.fragment == "wechat_redirect"
    assert asked.pop("state").isalnum()
    assert asked == {
        "appid": APPID,
        "redirect_uri": f"https://shop.example{BACK}",
        "response_type": "code",
        "scope": "snsapi_base",
    }
    assert not order.attempts.exists()


def test_comes_back_known_and_goes_on_to_pay(wechat, order) -> None:
    client = browser(order, INSIDE)
    state = state_of(pay(client, order))

    page = text_of(client.get(BACK, {"code": "CODE", "state": state}))

    assert f'action="/orders/{order.number}/pay/" data-go-on' in page
    assert 'name="gateway" value="wechat"' in page
    assert "o-mei" not in page
    assert pay(client, order).url == f"/orders/{order.number}/pay/wechat/"
    assert wechat.bodies("prepay")[0]["payer"] == {"openid": "o-mei"}


def test_the_secret_goes_to_wechat_only(wechat, order) -> None:
    client = browser(order, INSIDE)

    client.get(BACK, {"code": "CODE", "state": state_of(pay(client, order))})

    asked = parse_qs(urlsplit(wechat.bodies("openid")[0]["path"]).query)
    assert asked == {
        "appid": [APPID],
        "secret": ["app-secret"],
        "code": ["CODE"],
        "grant_type": ["authorization_code"],
    }


def test_a_word_makes_known_once_and_a_browser_may_ask_twice(wechat, order) -> None:
    client = browser(order, INSIDE)
    state = state_of(pay(client, order))
    client.get(BACK, {"code": "CODE", "state": state})
    wechat.openids["CODE2"] = "o-other"

    again = client.get(BACK, {"code": "CODE2", "state": state})

    assert f'action="/orders/{order.number}/pay/" data-go-on' in text_of(again)
    assert client.session["wechat_openid"] == "o-mei"
    assert wechat.names() == ["openid"]


def test_a_word_that_made_nobody_known_is_used_up(wechat, order) -> None:
    client = browser(order, INSIDE)
    state = state_of(pay(client, order))
    client.get(BACK, {"code": "USED", "state": state})

    again = client.get(BACK, {"code": "CODE", "state": state})

    assert again.url == "/orders/find/"
    assert "wechat_openid" not in client.session


@pytest.mark.parametrize("state", ["", "0" * 32, "🫖", "x" * 10_000])
def test_another_word_is_nobodys(wechat, order, state: str) -> None:
    client = browser(order, INSIDE)
    pay(client, order)

    response = client.get(BACK, {"code": "CODE", "state": state})

    assert response.url == "/orders/find/"
    assert "wechat_openid" not in client.session
    assert wechat.asked == []


def test_a_word_of_another_session_is_nobodys(wechat, order) -> None:
    state = state_of(pay(browser(order, INSIDE), order))
    victim = browser(order, INSIDE)
    pay(victim, order)

    victim.get(BACK, {"code": "CODE", "state": state})

    assert "wechat_openid" not in victim.session
    assert wechat.asked == []


def test_a_word_is_good_for_ten_minutes(wechat, order, monkeypatch) -> None:
    client = browser(order, INSIDE)
    state = state_of(pay(client, order))
    monkeypatch.setattr(
        "payments.views.wechat.now", lambda: NOON + timedelta(minutes=11)
    )

    client.get(BACK, {"code": "CODE", "state": state})

    assert "wechat_openid" not in client.session


@pytest.mark.parametrize("code", ["", "USED", "🫖"])
def test_a_code_that_wechat_refuses_leads_back(order, code: str) -> None:
    client = browser(order, INSIDE)
    state = state_of(pay(client, order))

    response = client.get(BACK, {"code": code, "state": state}, follow=True)

    assert response.redirect_chain == [(f"/orders/{order.number}/pay/", 302)]
    assert "be reached. Please try again." in text_of(response)


def test_wechat_that_is_away_tells_no_secret(order, settings, caplog) -> None:
    client = browser(order, INSIDE)
    state = state_of(pay(client, order))
    settings.WECHAT_API_BASE_URL = "http://127.0.0.1:1"

    response = client.get(BACK, {"code": "CODE", "state": state})

    assert response.url == f"/orders/{order.number}/pay/"
    assert "app-secret" not in caplog.text


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "/\\e"])
def test_leads_back_to_a_page_of_ours_only(order, back: str) -> None:
    client = browser(order, INSIDE)
    state = state_of(pay(client, order))
    session = client.session
    session["wechat_way"] |= {"back": back}
    session.save()

    response = client.get(BACK, {"code": "CODE", "state": state})

    assert response.url == "/orders/find/"


def test_nobody_else_is_sent_to_wechat(order) -> None:
    response = pay(browser(order, DESKTOP), order)

    assert response.url.startswith("/orders/")


def test_whoever_is_known_is_not_sent_again(order) -> None:
    response = pay(browser(order, INSIDE, openid="o-mei"), order)

    assert response.url.startswith("/orders/")
