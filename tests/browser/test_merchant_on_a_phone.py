"""The merchant ships an order and corrects a stock, with a phone in one hand."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from catalog.models import StockMove, Variant
from orders.models import Order
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


def test_ships_what_was_paid(owner: Visitor) -> None:
    page = owner.page
    order = Order.objects.filter(status="awaiting_shipment").earliest("paid_at")
    line = order.lines.first()
    before = Variant.objects.get(pk=line.variant_id)

    page.get_by_role("link", name=order.number).tap()
    expect(page.get_by_role("heading", name="Goods")).to_be_visible()
    look(owner, "order")
    page.get_by_role("link", name="Ship", exact=True).tap()
    page.locator("[name=carrier]").select_option("SF Express")
    page.get_by_label("Tracking number").fill("sf 13402857 16420")
    look(owner, "ship")
    page.get_by_role("button", name="Ship", exact=True).tap()

    expect(page.get_by_text("is on its way with SF Express")).to_be_visible()
    look(owner, "shipped")
    order.refresh_from_db()
    after = Variant.objects.get(pk=line.variant_id)
    assert order.status == "shipped"
    assert order.shipments.get().tracking_number == "SF1340285716420"
    assert after.on_hand == before.on_hand - line.quantity
    assert after.reserved == before.reserved - line.quantity


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
