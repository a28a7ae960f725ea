"""A shopper at a desk logs in with a full basket and pays at a bank that tells late."""

from datetime import timedelta

import pytest
from django.conf import settings
from playwright.sync_api import expect

from accounts.models import User
from cart.services import add_to_cart, cart_for
from catalog.models import Variant
from shop.kernel.clock import now
from tests.browser.buying import order_shown, sweep
from tests.browser.conftest import DESKTOP
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOM = "tom@example.com"
VASE, TEAPOT = "OND-GV15", "OND-BT04-CEL"


def test_from_a_search_to_the_order(visit) -> None:
    put_in_before(TOM, VASE)
    shopper = visit(**DESKTOP)

    find_the_teapot(shopper)
    log_in(shopper)
    check_out(shopper)
    pay_and_wait(shopper)

    order = order_shown(shopper)
    attempt = order.attempts.get()
    assert order.owner.email == TOM
    assert {line.sku for line in order.lines.all()} == {VASE, TEAPOT}
    assert (order.status, order.captured) == ("awaiting_shipment", order.total)
    assert (attempt.status, attempt.captured) == ("captured", order.total)
    assert attempt.events.get().processed_at


def put_in_before(email: str, sku: str) -> None:
    """What the shopper put in on another device."""
    cart = cart_for(owner_id=User.objects.get(email=email).pk, token=None)
    variant = Variant.objects.get(sku=sku)
    add_to_cart(cart_id=cart.pk, variant_id=variant.pk, quantity=1, now=now())


def find_the_teapot(shopper: Visitor) -> None:
    page = shopper.go("/")
    shopper.look("home")
    page.get_by_role("searchbox", name="Search the shop").fill("teapot")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?*")
    shopper.look("search")
    page.get_by_role("link", name="Brook Teapot").click()
    page.get_by_text("Celadon", exact=True).click()
    shopper.look("product")
    page.get_by_role("button", name="Add to cart").click()
    shopper.look("added")
    page.get_by_role("link", name="View cart").click()


def log_in(shopper: Visitor) -> None:
    """From the basket and back to it, where both baskets have become one."""
    page = shopper.page
    page.get_by_role("main").get_by_role("link", name="Log in").click()
    shopper.look("log-in")
    page.get_by_label("E-mail or phone").fill(TOM)
    page.get_by_label("Password").fill(settings.DEMO_PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_title("Cart – Ondwell")
    expect(page.get_by_role("main")).to_contain_text("Gourd Vase")
    expect(page.get_by_role("main")).to_contain_text("Brook Teapot")
    shopper.look("cart")


def check_out(shopper: Visitor) -> None:
    page = shopper.page
    page.get_by_role("link", name="Check out (2)").click()
    expect(page.get_by_role("radiogroup", name="Delivery address")).to_contain_text(
        "88 Wensan Road"
    )
    page.get_by_text("Express delivery").click()
    expect(page.locator("#summary")).to_contain_text("Delivery is on us")
    shopper.look("checkout")
    page.get_by_role("button", name="Place order").click()


def pay_and_wait(shopper: Visitor) -> None:
    page = shopper.page
    shopper.look("pay")
    page.get_by_role("button", name="Pay ¥").click()
    page.get_by_role("button", name="Pay, but the shop hears of it late").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Checking your payment")
    shopper.look("waiting")
    assert sweep(later=timedelta(seconds=9)) == 1
    expect(page).to_have_title("Thank you – Ondwell")
    shopper.look("done")
    page.get_by_role("link", name="See the order").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Paid.")
    shopper.look("order")
