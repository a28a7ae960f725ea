"""WeChat Pay in a browser: a code to scan, and WeChat's own sheet inside WeChat."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from orders.models import Order
from payments.models import PaymentAttempt
from payments.services.asking import ask_about_order
from payments.states import AttemptStatus
from shop.kernel.clock import now
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.measure import WIDE
from tests.browser.places import MEI, Place, client_of
from tests.browser.visitor import violations
from tests.gateways.wechat.fake import FakeWeChat
from tests.gateways.wechat.opening import opened
from tests.gateways.wechat.walks import INSIDE

NARROW = {"viewport": {"width": 390, "height": 844}}
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BRIDGE = """window.WeixinJSBridge = { invoke: (name, facts, then) => {
  sessionStorage.asked = JSON.stringify([name, facts]);
  then({ err_msg: `get_brand_wcpay_request:${window.said || "cancel"}` });
} };"""


@pytest.fixture
def wechat(shop, settings, tmp_path: Path) -> Iterator[FakeWeChat]:
    with opened(settings, tmp_path) as fake:
        yield fake
    left = PaymentAttempt.objects.filter(gateway="wechat", status=AttemptStatus.OPEN)
    left.update(status=AttemptStatus.CLOSED, closed_at=now())


@pytest.fixture
def order(wechat) -> Order:
    """Mei's, that waits for its payment."""
    unpaid = Order.objects.filter(
        owner__email=MEI, status="pending_payment", pay_by__gt=now()
    )
    return unpaid.latest("pk")


def visitor_of(visit, **screen):
    return visit(client=client_of(Place(path="/", who=MEI)), **screen)


def looks_right(visitor) -> None:
    assert violations(visitor.page) == []
    visitor.page.emulate_media(color_scheme="dark")
    assert violations(visitor.page, ["color-contrast"]) == []
    visitor.page.emulate_media(color_scheme="light")
    assert visitor.page.evaluate(WIDE) == []


@pytest.mark.parametrize("screen", [DESKTOP, NARROW])
def test_a_code_stands_on_the_screen(visit, order, screen: dict) -> None:
    visitor = visitor_of(visit, **screen)
    visitor.go(f"/orders/{order.number}/pay/")
    visitor.page.get_by_label("WeChat Pay").check()
    visitor.bar("Pay").get_by_role("button").click()

    code = visitor.page.get_by_role("img", name="Code to pay with WeChat")
    code.wait_for()

    visitor.shoot("code")
    looks_right(visitor)
    box = code.bounding_box()
    assert box["width"] == box["height"] >= 200


def test_wechats_own_sheet_opens_inside_wechat(visit, order) -> None:
    visitor = visitor_of(visit, **PHONE, user_agent=INSIDE)
    page = visitor.page
    page.add_init_script(BRIDGE)
    visitor.go(f"/orders/{order.number}/pay/")
    page.get_by_label("WeChat Pay").check()
    visitor.bar("Pay").get_by_role("button").click()

    page.wait_for_url("**/pay/wechat/")
    visitor.shoot("button")
    looks_right(visitor)

    name, facts = page.evaluate("JSON.parse(sessionStorage.asked)")
    assert name == "getBrandWCPayRequest"
    assert facts["package"].startswith("prepay_id=wx")
    assert set(facts) == {
        "appId",
        "timeStamp",
        "nonceStr",
        "package",
        "signType",
        "paySign",
    }
    assert page.url.endswith("/pay/wechat/")  # cancelled: the buyer stays

    page.evaluate("sessionStorage.clear()")
    page.reload()
    assert page.evaluate("sessionStorage.asked") is None  # and is not pressed again

    page.evaluate("window.said = 'ok'")
    visitor.bar("Pay").get_by_role("button").click()
    page.wait_for_url("**/pay/wait/")
    ask_about_order(order_id=order.pk, now=now())
    order.refresh_from_db()
    assert order.is_unpaid


def test_the_code_gives_way_to_the_thanks_without_scripts(visit, order, wechat) -> None:
    visitor = visitor_of(visit, scripts=False)
    visitor.go(f"/orders/{order.number}/pay/")
    page = visitor.page
    page.get_by_label("WeChat Pay").check()
    visitor.bar("Pay").get_by_role("button").click()
    page.get_by_role("img", name="Code to pay with WeChat").wait_for()

    attempt = order.attempts.filter(gateway="wechat", status="open").get()
    wechat.books.pay(attempt.out_trade_no)

    page.get_by_text("Thank you. Your payment is here.").wait_for()
