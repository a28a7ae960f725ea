"""The merchant logs in and corrects a stock, with a phone in one hand."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from catalog.models import StockMove, Variant
from tests.browser.measure import too_wide
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OWNER = "owner@example.com"
LAST_THREE = "OND-BP11-MUS"


@pytest.fixture
def owner(visit) -> Visitor:
    """At the overview, through the shop's own log-in."""
    owner = visit()
    page = owner.go("/admin/")
    page.get_by_label("E-mail or phone").fill(OWNER)
    page.get_by_label("Password").fill(settings.DEMO_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").tap()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    look(owner, "overview")
    return owner


def look(owner: Visitor, name: str) -> None:
    owner.look(name)
    assert too_wide(owner.page) == []


def test_corrects_a_stock_and_says_why(owner: Visitor) -> None:
    page = owner.page
    before = Variant.objects.get(sku=LAST_THREE)

    row = page.get_by_role("listitem").filter(has_text=LAST_THREE)
    row.get_by_role("link", name="Adjust").tap()
    page.get_by_label("What happened").select_option("less")
    page.get_by_label("Pieces").fill("1")
    page.get_by_label("Reason").fill("One fell down")
    look(owner, "adjust")
    page.get_by_role("button", name="Adjust stock").tap()

    expect(page.get_by_role("heading", level=1)).to_contain_text(LAST_THREE)
    look(owner, "adjusted")
    move = StockMove.objects.filter(variant=before).latest("pk")
    assert Variant.objects.get(pk=before.pk).on_hand == before.on_hand - 1
    assert (move.on_hand_delta, move.reason) == (-1, "One fell down")
    assert move.actor.email == OWNER
