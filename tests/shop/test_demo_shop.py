"""The demo shop is filled whole, whatever the merchant has set."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import call_command

from catalog.models import Product, Variant
from orders.models import Order, OrderDraft
from shop.kernel.clock import now
from shop.laws.book import examine_all
from shop.management.commands.demo import fill

pytestmark = pytest.mark.django_db

WHOLE = {
    "pending_payment": 1,
    "awaiting_team": 2,
    "awaiting_shipment": 2,
    "partially_shipped": 1,
    "shipped": 2,
    "received": 1,
    "completed": 2,
    "cancelled": 2,
    "refunded": 1,
}


def statuses() -> dict[str, int]:
    return dict(Counter(Order.objects.values_list("status", flat=True)))


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"ORDER_UNPAID_AFTER": timedelta(seconds=2)},
        {"UNPAID_ORDERS_PER_SHOPPER": 1},
        {"LANGUAGE_CODE": "zh-hans"},
        {"SHOP_CURRENCY": "JPY"},
        {"SHOP_CURRENCY": "KWD"},
    ],
)
def test_has_its_range_and_an_order_in_each_state(settings, chosen: dict) -> None:
    for name, value in chosen.items():
        setattr(settings, name, value)

    fill()

    assert (Product.objects.count(), Variant.objects.count()) == (36, 98)
    assert statuses() == WHOLE
    assert [found.law.name for found in examine_all(now()) if found.count] == []


def test_has_paid_orders_only_with_its_gateway(settings) -> None:
    settings.DEMO_GATEWAY = False

    fill()

    assert statuses() == {"pending_payment": 1, "cancelled": 1}


def test_shows_what_may_become_of_an_order() -> None:
    fill()

    partly = Order.objects.get(status="partially_shipped")
    noted = Order.objects.get(invoices__kind="credit_note")
    adjusted = Order.objects.get(price_adjusted_at__isnull=False)
    draft = OrderDraft.objects.get()
    assert [p.tracking.count() for p in partly.shipments.order_by("pk")] == [4, 1]
    assert (noted.status, noted.language) == ("completed", "zh-hans")
    assert 0 < noted.refunded < noted.captured
    assert [d.name for d in adjusted.discounts.all()] == ["Price agreed with the shop"]
    assert (draft.order, draft.lines.count()) == (None, 2)


def test_is_filled_once(capsys) -> None:
    call_command("demo")
    call_command("demo")

    assert Order.objects.count() == sum(WHOLE.values())
    assert "nothing was changed" in capsys.readouterr().out
