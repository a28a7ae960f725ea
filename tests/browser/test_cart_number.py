"""The number beside the cart is right, and asked for on public pages alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ASKING = "/account/here/"


def test_follows_every_change_without_being_asked_for_again(visit) -> None:
    shopper = visit(**DESKTOP)
    number = shopper.page.locator("header [data-here=cart]")
    shopper.go("/products/gourd-vase/")
    asked: list[str] = []
    shopper.page.on("request", lambda request: asked.append(request.url))

    shopper.page.get_by_role("button", name="Add to cart").click()
    expect(number).to_have_text("1")
    shopper.page.get_by_role("link", name="View cart").click()
    expect(number).to_have_text("1")
    shopper.page.get_by_role("button", name="One more: Quantity of").click()
    expect(number).to_have_text("2")
    shopper.page.get_by_role("link", name="Check out (2)").click()
    expect(shopper.page).to_have_title("Checkout – Ondwell")

    assert not [url for url in asked if ASKING in url]
