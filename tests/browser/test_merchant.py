"""The merchant works in the admin, on a phone and at a desk."""

import re

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page

from catalog.models import Product, Variant
from orders.models import Order
from orders.states import OrderStatus
from tests.admin.factories import client_of, make_picture
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.visitor import Visitor, violations
from tests.conftest import NOON
from tests.payments.factories import make_paid_order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREENS = pytest.mark.parametrize(
    "screen", [PHONE, DESKTOP], ids=["on-a-phone", "at-a-desk"]
)
# For what is laid out as the rest of the admin is, and takes its time.
ON_A_PHONE = pytest.mark.parametrize("screen", [PHONE], ids=["on-a-phone"])
AT_A_DESK = pytest.mark.parametrize("screen", [DESKTOP], ids=["at-a-desk"])
# Blemishes of the theme's own markup, none of which keeps anybody from working.
OF_THE_THEME = {"heading-order", "empty-table-header", "landmark-unique"}


@pytest.fixture
def merchant(visit):
    """Opens a browser in which the owner of the demo shop is signed in."""

    def opened(screen) -> Visitor:
        owner = get_user_model().objects.get(email="owner@example.com")
        return visit(client=client_of(owner), **screen)

    return opened


def see(visitor: Visitor, name: str) -> None:
    """Nothing for axe to find, nothing to scroll sideways."""
    visitor.page.wait_for_load_state("networkidle")
    visitor.shoot(name)
    page = visitor.page
    found = [each for each in violations(page) if each[0] not in OF_THE_THEME]
    assert found == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def press(page: Page, name: str) -> None:
    """A handle: a button above the form on a phone, in the header at a desk."""
    link = page.locator("#main a:visible", has_text=re.compile(rf"{name}\s*$"))
    link.first.click()


def tab(page: Page, name: str) -> None:
    page.locator("#tabs-items a", has_text=name).click()


def add_option(page: Page, number: int, name: str, values: list[str]) -> None:
    page.locator("#options-group a", has_text="Add another Option").last.click()
    page.fill(f"#id_options-{number}-name", name)
    more = page.locator(
        f"#options-{number}-values-data a", has_text="Add another Value"
    )
    for place, value in enumerate(values):
        more.first.click()
        page.fill(f"#id_options-{number}-values-{place}-name", value)


@SCREENS
def test_makes_a_product_of_two_colours_and_two_sizes(merchant, screen, tmp_path):
    visitor = merchant(screen)
    name = f"Walked bowl {screen['viewport']['width']}"
    picture = tmp_path / "bowl.png"
    picture.write_bytes(make_picture(size=(400, 400)).read())

    page = visitor.go("/admin/catalog/product/add/")
    page.fill("#id_name", name)
    page.select_option("#id_status", "active")
    tab(page, "Pictures")
    page.locator("#images-group a", has_text="Add another Picture").click()
    page.set_input_files("#id_images-0-file", picture)
    tab(page, "Options")
    add_option(page, 0, "Colour", ["Oat", "Sage"])
    add_option(page, 1, "Size", ["S", "L"])
    see(visitor, "options")
    page.locator("button[name=_save]").click()
    press(page, "Make variants")
    page.fill("#id_price", "68")
    page.get_by_role("button", name="Make variants").click()
    tab(page, "Variants")
    see(visitor, "variants")
    page.locator("#id_variants-0-is_active").check(force=True)
    page.locator("button[name=_continue]").click()
    tab(page, "Variants")
    page.locator("#variants-group .shop-link").first.click()
    page.select_option("#id_how", "more")
    page.fill("#id_number", "12")
    page.fill("#id_reason", "first delivery")
    see(visitor, "adjust")
    page.get_by_role("button", name="Adjust stock").click()
    page.get_by_text("0 → 12").wait_for()

    product = Product.objects.get(name=name)
    assert product.slug == name.lower().replace(" ", "-")
    assert product.images.get().file.name.endswith(".webp")
    assert product.variants.count() == 4
    assert Variant.objects.get(product=product, is_active=True).sellable == 12


@SCREENS
def test_ships_an_order_and_gives_the_money_back(merchant, screen):
    """One of its own: the demo shop's orders are there for other tests to look at."""
    visitor = merchant(screen)
    variant = Variant.objects.offered().get(sku="OND-LJ24")
    number = make_paid_order(variant, now=NOON).number
    page = visitor.go("/admin/")
    see(visitor, "overview")
    page = visitor.go("/admin/orders/order/?view=ship")
    see(visitor, "orders")
    page.locator("#result_list tbody a", has_text=number).click()
    see(visitor, "order")
    press(page, "Ship")
    page.select_option("#id_carrier", "SF Express")
    page.fill("#id_tracking_number", "sf 1000 2000 3000")
    see(visitor, "ship")
    page.get_by_role("button", name="Ship").click()
    page.get_by_text("is on its way").wait_for()
    press(page, "Packing slip")
    see(visitor, "slip")
    page.go_back()
    press(page, "Refund")
    page.check("#id_everything")
    page.fill("#id_reason", "Broken on arrival")
    see(visitor, "refund")
    page.get_by_role("button", name="Show what it comes to").click()
    see(visitor, "refund shown")
    page.get_by_role("button", name="Refund", exact=True).click()
    page.get_by_text("goes back for order").wait_for()
    see(visitor, "refunded")

    order = Order.objects.get(number=number)
    assert order.status == OrderStatus.REFUNDED
    assert order.shipments.latest("pk").tracking_number == "SF100020003000"
