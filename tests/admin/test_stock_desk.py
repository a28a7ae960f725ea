"""Stock is changed through its ledger, with a reason, once."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from catalog.models import StockMove, Variant
from catalog.stock import reserve_stock
from tests.admin.factories import client_of, filled, make_clerk, make_owner, told
from tests.catalog.factories import make_variant
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def adjust_url(variant: Variant) -> str:
    return reverse("admin:catalog_variant_adjust", args=[variant.pk])


@pytest.mark.parametrize(
    ("how", "number", "after"), [("counted", 7, 7), ("more", 3, 13), ("less", 4, 6)]
)
def test_writes_down_who_why_and_how_much(how, number, after):
    clerk, variant = make_clerk(), make_variant(on_hand=10)
    said = {"seen": 10, "how": how, "number": number, "reason": "stock-taking"}

    response = client_of(clerk).post(adjust_url(variant), said, follow=True)

    variant.refresh_from_db()
    move = StockMove.objects.first()
    assert variant.on_hand == after
    assert (move.on_hand_delta, move.reason) == (after - 10, "stock-taking")
    assert (move.actor, move.kind) == (clerk, StockMove.Kind.ADJUST)
    assert f"10 → {after}" in told(response)
    entry = LogEntry.objects.get()
    assert (entry.user, f"10 → {after}" in entry.change_message) == (clerk, True)


def test_counts_a_double_click_once():
    owner, variant = client_of(make_owner()), make_variant(on_hand=10)
    said = {"seen": 10, "how": "more", "number": 5, "reason": "delivery"}

    owner.post(adjust_url(variant), said)
    again = owner.post(adjust_url(variant), said)

    variant.refresh_from_db()
    assert variant.on_hand == 15
    assert "changed to 15" in str(again.context["form"].errors["number"])


def test_never_goes_below_what_is_reserved():
    owner, variant = client_of(make_owner()), make_variant(on_hand=10)
    reserve_stock({variant.pk: 4}, reference="X", now=NOON)
    said = {"seen": 10, "how": "counted", "number": 3, "reason": "stock-taking"}

    response = owner.post(adjust_url(variant), said)

    variant.refresh_from_db()
    assert (variant.on_hand, variant.reserved) == (10, 4)
    assert "4 are reserved" in str(response.context["form"].errors["number"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reason", ""),
        ("reason", "x" * 201),
        ("number", "-1"),
        ("number", "1.5"),
        ("number", "9" * 30),
        ("number", "10"),
        ("how", "stolen"),
    ],
)
def test_says_at_the_field_what_is_wrong(field, value):
    owner, variant = client_of(make_owner()), make_variant(on_hand=10)
    said = {"seen": 10, "how": "counted", "number": 3, "reason": "stock-taking"}

    response = owner.post(adjust_url(variant), said | {field: value})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert StockMove.objects.count() == 1


def test_the_warehouse_keeps_the_shelf_and_makes_no_prices():
    warehouse, variant = client_of(make_clerk("warehouse")), make_variant(price="20.00")
    url = reverse("admin:catalog_variant_change", args=[variant.pk])
    data = filled(warehouse.get(url))

    warehouse.post(url, data | {"price": "1.00", "barcode": "690"})

    variant.refresh_from_db()
    assert (variant.barcode, str(variant.price)) == ("690", "20.00")
