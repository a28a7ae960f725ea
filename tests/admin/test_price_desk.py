"""The price of an unpaid order is changed once, after it was shown line by line."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from orders.models import Order
from orders.states import OrderStatus
from payments.errors import GatewayAway
from shop.kernel.clock import now
from tests.admin.factories import client_of, make_clerk, make_owner, told
from tests.catalog.factories import make_variant
from tests.orders.factories import make_order
from tests.payments.factories import make_paid_order, start_attempt

pytestmark = pytest.mark.django_db
LESS = {"how": "off", "amount": "10.01", "shipping": "5", "reason": "A regular"}


def unpaid() -> Order:
    """Goods for 50.00 and 100.00, delivery for 12.00."""
    variants = make_variant(price="50.00"), make_variant(price="100.00")
    return make_order(*variants, now=now())


def url_of(order: Order) -> str:
    return reverse("admin:orders_order_price", args=[order.pk])


def pressed_twice(client: Any, order: Order, said: dict[str, str]) -> Any:
    """Look at what it comes to, then agree to just that."""
    seen = client.post(url_of(order), said).context["seen"]
    return client.post(url_of(order), said | {"seen_preview": seen}, follow=True)


def test_shows_what_each_line_would_become():
    owner, order = client_of(make_owner()), unpaid()

    preview = owner.post(url_of(order), LESS).context["preview"]

    order.refresh_from_db()
    assert [(line.before, line.after) for line in preview.lines] == [
        (Decimal("54.00"), Decimal("48.33")),
        (Decimal("108.00"), Decimal("96.66")),
    ]
    assert (preview.total_before, preview.total_after) == (
        Decimal("162.00"),
        Decimal("144.99"),
    )
    assert (order.total, order.price_adjusted_at) == (Decimal("162.00"), None)


def test_changes_what_was_shown():
    clerk, order = make_clerk("support"), unpaid()

    response = pressed_twice(client_of(clerk), order, LESS)

    order.refresh_from_db()
    assert [line.total for line in order.lines.order_by("pk")] == [
        Decimal("48.33"),
        Decimal("96.66"),
    ]
    assert order.total == Decimal("144.99")
    assert order.events.last().actor_user == clerk
    assert "¥144.99 instead of ¥162.00" in told(response)
    assert "A regular" in LogEntry.objects.get().change_message


def test_takes_the_price_of_the_goods_instead_of_a_reduction():
    order = unpaid()
    said = LESS | {"how": "to", "amount": "90"}

    pressed_twice(client_of(make_owner()), order, said)

    order.refresh_from_db()
    assert (order.discount_amount, order.total) == (Decimal(60), Decimal(95))


def test_agrees_to_nothing_that_was_not_shown():
    owner, order = client_of(make_owner()), unpaid()
    seen = owner.post(url_of(order), LESS).context["seen"]

    response = owner.post(url_of(order), LESS | {"amount": "99", "seen_preview": seen})

    order.refresh_from_db()
    assert response.context["preview"].total_after == Decimal("56.00")
    assert order.price_adjusted_at is None


def test_changes_the_price_once():
    owner, order = client_of(make_owner()), unpaid()
    pressed_twice(owner, order, LESS)

    response = owner.post(url_of(order), LESS, follow=True)

    order.refresh_from_db()
    titles = [action["title"] for action in response.context["actions_detail"]]
    assert "changed before" in told(response)
    assert order.total == Decimal("144.99")
    assert "Change price" not in titles


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": "150.01"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "0.001"}, "amount"),
        ({"amount": "0", "shipping": "12"}, "amount"),
        ({"how": "to", "amount": "150.01"}, "amount"),
        ({"shipping": "-1"}, "shipping"),
        ({"reason": ""}, "reason"),
        ({"how": "up"}, "how"),
    ],
)
def test_says_at_the_field_what_is_wrong(change, field):
    owner, order = client_of(make_owner()), unpaid()

    response = owner.post(url_of(order), LESS | change)

    assert list(response.context["form"].errors) == [field]
    assert response.status_code == 422


def test_leaves_what_is_paid_alone():
    owner, order = client_of(make_owner()), make_paid_order(make_variant())

    response = owner.post(url_of(order), LESS, follow=True)

    assert "can't be done now" in told(response)


def test_closes_what_was_begun_to_be_paid():
    order = unpaid()
    attempt = start_attempt(order, now=now())

    pressed_twice(client_of(make_owner()), order, LESS)

    attempt.refresh_from_db()
    order.refresh_from_db()
    assert (attempt.status, order.total) == ("closed", Decimal("144.99"))


def test_says_that_the_gateway_is_away(monkeypatch):
    def away(**_facts):
        raise GatewayAway

    monkeypatch.setattr("payments.admin.adjusting.adjust_price", away)
    order = unpaid()

    response = pressed_twice(client_of(make_owner()), order, LESS)

    order.refresh_from_db()
    assert "can't be reached" in told(response)
    assert order.price_adjusted_at is None


def test_settles_an_order_that_costs_nothing_any_more():
    order = unpaid()
    said = LESS | {"amount": "150", "shipping": "0"}

    pressed_twice(client_of(make_owner()), order, said)

    order.refresh_from_db()
    assert (order.total, order.status) == (0, OrderStatus.AWAITING_SHIPMENT)


@pytest.mark.parametrize("role", ["warehouse", "finance"])
def test_is_not_for_everybody(role):
    assert client_of(make_clerk(role)).get(url_of(unpaid())).status_code == 403
