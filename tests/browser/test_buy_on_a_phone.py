"""A guest with a phone buys two mugs, with and without scripts, and pays once."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from catalog.models import Variant
from orders.models import Order
from payments.models import GatewayEvent, Refund
from tests.browser.buying import fill_address, order_shown, sweep
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CLAY = "OND-PM03-CLY"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_home_page_to_the_order(visit, scripts: bool) -> None:
    guest = visit(scripts=scripts)
    reserved = Variant.objects.get(sku=CLAY).reserved

    walk_to_the_mug(guest, scripts=scripts)
    choose_two_of_clay(guest, scripts=scripts)
    check_out(guest, scripts=scripts)
    pay(guest, scripts=scripts)

    order = order_shown(guest)
    assert_paid_once(order)
    assert order.total == Decimal("168.00")  # 2 × 78 and 12 for delivery
    assert order.owner is None
    assert [(line.sku, line.quantity) for line in order.lines.all()] == [(CLAY, 2)]
    assert Variant.objects.get(sku=CLAY).reserved == reserved + 2


def walk_to_the_mug(guest: Visitor, *, scripts: bool) -> None:
    page = guest.go("/")
    guest.look("home", scripts=scripts)
    page.locator(".tiles").get_by_role("link", name="Tableware").tap()
    expect(page).to_have_title("Tableware – Ondwell")
    guest.look("category", scripts=scripts)
    page.get_by_role("link", name="Pebble Mug").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pebble Mug")
    guest.look("product", scripts=scripts)


def choose_two_of_clay(guest: Visitor, *, scripts: bool) -> None:
    """With scripts in a sheet from below; without them in the page itself."""
    page, bar = guest.page, guest.bar("Buy")
    choice = page.locator("#buy")
    if scripts:
        bar.get_by_role("button", name="Add to cart").tap()
    choice.get_by_text("Clay", exact=True).tap()
    if scripts:
        choice.get_by_role("button", name="One more: Quantity").tap()
    else:
        choice.get_by_label("Quantity", exact=True).fill("2")
    guest.look("choice", scripts=scripts)
    (choice if scripts else bar).get_by_role("button", name="Add to cart").tap()
    if scripts:
        expect(choice).to_be_hidden()
        guest.look("added")
        page.get_by_role("link", name="View cart").tap()
    expect(page).to_have_title("Cart – Ondwell")


def check_out(guest: Visitor, *, scripts: bool) -> None:
    page = guest.page
    expect(page.locator(".summary__row--total")).to_contain_text("¥168.00")
    guest.look("cart", scripts=scripts)
    guest.bar("Cart actions").get_by_role("link", name="Check out (2)").tap()
    expect(page).to_have_title("Checkout – Ondwell")
    guest.look("checkout", scripts=scripts)
    fill_address(guest)
    page.get_by_label("E-mail").fill("ada@example.com")
    expect(guest.bar("Place order")).to_contain_text("¥168.00")
    guest.look("checkout-filled", scripts=scripts)
    guest.bar("Place order").get_by_role("button").tap()


def pay(guest: Visitor, *, scripts: bool) -> None:
    page = guest.page
    expect(page).to_have_title("Pay – Ondwell")
    guest.look("pay", scripts=scripts)
    guest.bar("Pay").get_by_role("button", name="Pay ¥168.00").tap()
    expect(page.locator(".bank__bill")).to_contain_text("¥168.00")
    guest.look("cashier", scripts=scripts)
    page.get_by_role("button", name="Pay now").tap()
    expect(page).to_have_title("Thank you – Ondwell")
    guest.look("done", scripts=scripts)
    page.get_by_role("link", name="See the order").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Paid. We are packing your order"
    )
    guest.look("order", scripts=scripts)


def assert_paid_once(order: Order) -> None:
    """Also after the bank's own call, which comes when the shop has asked already."""
    assert order.status == "awaiting_shipment"
    assert sweep() == 1
    order.refresh_from_db()
    assert (order.status, order.captured) == ("awaiting_shipment", order.total)
    attempt = order.attempts.get()
    assert (attempt.status, attempt.captured) == ("captured", order.total)
    event = GatewayEvent.objects.get(attempt=attempt)
    assert event.processed_at
    assert not Refund.objects.filter(attempt=attempt).exists()
