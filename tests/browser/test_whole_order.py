"""Parcels, a partial refund and every price of an order, laid out and read aloud; and
what a buyer may still do with an order, without scripts."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from accounts.models import User
from orders.models import Invoice, Order
from payments.models import Refund
from payments.services import Why, Wish, refund_order
from shop.kernel.clock import now
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.measure import too_small, too_wide
from tests.browser.places import PLACES, TOM, client_of
from tests.browser.visitor import violations
from tests.walks import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A4 = (b"594", b"841")  # points
UNFOLD = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"


def toms(status: str) -> Order:
    orders = Order.objects.filter(owner__email=TOM, status=status)
    return orders.latest("pk")


def client() -> object:
    return signed_in(User.objects.get(email=TOM))


def order_in_parts() -> Order:
    """Two parcels, something still here, a piece paid back and a sum on top."""
    order = toms("partially_shipped")
    if not Refund.objects.filter(attempt__order=order).exists():
        why = Why(cause=Refund.Cause.STAFF, reason="It was chipped")
        line = next(line for line in order.lines.all() if line.left_to_refund)
        for wish in (Wish(pieces={line.pk: 1}), Wish(amount=Decimal("5.00"))):
            refund_order(order_id=order.pk, now=now(), why=why, wish=wish)
    return order


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("prefix", ["", "/zh-hans"], ids=["en", "zh"])
def test_parcels_and_a_partial_refund(visit, screen: dict, prefix: str) -> None:
    order = order_in_parts()
    visitor = visit(client=client(), **screen)

    page = visitor.go(f"{prefix}/orders/{order.number}/")
    page.evaluate(UNFOLD)

    assert page.locator(".parcel").count() >= 2
    assert page.locator(".refund").count() == 2
    assert page.locator(".why").count() == 3
    visitor.shoot("whole-order")
    assert (too_wide(page), too_small(page)) == ([], [])
    light = violations(page)
    page.emulate_media(color_scheme="dark")
    assert (light, violations(page, ["color-contrast"])) == ([], [])


def test_an_invoice_is_a_page_of_a4(visit) -> None:
    invoices = Invoice.objects.filter(order__owner__email=TOM, credits=None)
    invoice = invoices.earliest("pk")
    visitor = visit(client=client())

    page = visitor.go(f"/orders/{invoice.order.number}/invoices/{invoice.number}/")

    assert (too_wide(page), violations(page)) == ([], [])
    visitor.shoot("invoice")
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 1
    assert re.findall(rb"/MediaBox \[0 0 (\d+)\S* (\d+)", printed) == [A4]
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()


def test_an_open_explanation_stays_open_when_the_basket_changes(visit) -> None:
    visitor = visit(client=client_of(PLACES["cart"]))
    page = visitor.go("/cart/")
    page.get_by_text("Why this price?").tap()

    page.get_by_role("button", name="One more").first.tap()

    expect(page.locator(".why")).to_contain_text("Price, 3 ×")
    expect(page.locator(".why")).to_have_attribute("open", "")


def test_without_scripts_a_buyer_can_do_all_of_it(visit) -> None:
    order = toms("awaiting_shipment")
    visitor = visit(client=client(), scripts=False)
    page = visitor.go(f"/orders/{order.number}/")

    page.get_by_role("link", name="Change address").tap()
    page.get_by_label("This address:").check()
    page.get_by_label("Street, building").fill("1 Hill Road")
    page.get_by_role("button", name="Send it there").tap()
    expect(page.locator(".order__facts address")).to_contain_text("1 Hill Road")

    page.get_by_role("link", name="Invoice").tap()
    page.get_by_label("A company").check()
    page.get_by_label("Name on the invoice").fill("Hill Ltd")
    page.get_by_label("Tax number").fill("91330100MA2H3XYZ12")
    page.get_by_role("button", name="Write the invoice").tap()
    expect(page.locator(".invoice")).to_contain_text("Hill Ltd")
    invoice = Invoice.objects.get(title="Hill Ltd")
    expect(page.locator(".invoice__number")).to_have_text(invoice.number)
    assert too_wide(page) == []
    page.get_by_role("link", name="Back to the order").tap()

    page.get_by_role("button", name="Buy again").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cart")
