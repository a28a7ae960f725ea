"""The order desk in a real browser: many parcels at once, an order by phone."""

import pytest
from django.conf import settings

from catalog.models import Variant
from orders.models import Order, OrderDraft
from orders.states import OrderStatus
from tests.browser.test_merchant import AT_A_DESK, ON_A_PHONE, merchant, press, see
from tests.conftest import NOON
from tests.payments.factories import make_paid_order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["merchant"]  # the fixture


@AT_A_DESK
def test_ships_many_from_a_pasted_list(merchant, screen):
    visitor = merchant(screen)
    variant = Variant.objects.offered().get(sku="OND-LJ24")
    orders = [make_paid_order(variant, now=NOON) for _ in range(2)]
    rows = [f"{order.number}, SF00{order.pk:06}, SF Express" for order in orders]

    page = visitor.go("/admin/orders/order/")
    press(page, "Ship many")
    page.fill("#id_rows", "\n".join([*rows, "NOBODY, SF123456, EMS"]))
    see(visitor, "many")
    page.get_by_role("button", name="Check").click()
    page.get_by_text("There is no such order.").wait_for()
    see(visitor, "many-checked")
    page.get_by_role("button", name="Ship what is ready").click()
    page.get_by_text("2 shipped now", exact=True).wait_for()
    see(visitor, "many-shipped")
    page.reload()
    page.get_by_text("2 shipped already", exact=True).wait_for()

    for order in orders:
        order.refresh_from_db()
        assert order.status == OrderStatus.SHIPPED
        assert order.shipments.count() == 1


@ON_A_PHONE
def test_writes_an_order_down_on_the_phone(merchant, screen):
    visitor = merchant(screen)
    page = visitor.go("/admin/orders/orderdraft/add/")
    page.fill("#id_name", "Ada Lin")
    page.fill("#id_phone", "13812345678")
    page.select_option("#id_province", "浙江省")
    page.fill("#id_city", "Hangzhou")
    page.fill("#id_detail", "1 Lake Road")
    page.select_option("#id_shipping_code", "standard")
    page.locator("#lines-group .select2-selection").first.click()
    page.locator(".select2-search__field").fill("larder")
    page.locator(".select2-results__option", has_text="OND-LJ24").click()
    page.fill("#id_lines-0-quantity", "2")
    see(visitor, "draft")
    page.locator("button[name=_save]").click()
    page.get_by_text("What it comes to").wait_for()
    see(visitor, "draft-quoted")
    press(page, "Place and send the pay link")
    page.get_by_role("button", name="Place order").click()
    page.get_by_label("The buyer pays here").wait_for()
    see(visitor, "draft-placed")

    draft = OrderDraft.objects.latest("pk")
    order = Order.objects.get(draft=draft)
    link = page.get_by_label("The buyer pays here").input_value()
    assert (order.kind, order.total) == ("phone", draft.order.total)
    assert link.startswith(settings.SITE_URL)
    assert order.number in link
