"""The form of a refund says what is left, and takes one of three: pieces, a sum, all."""

import pytest
from django.urls import reverse

from orders.models import Order
from payments.models import Refund
from tests.admin.factories import client_of, make_owner
from tests.catalog.factories import make_variant
from tests.orders.factories import ship
from tests.payments.factories import (
    make_paid_order,
    make_reduced_order,
    pieces_back,
    ship_some,
)

pytestmark = pytest.mark.django_db


def url_of(order: Order) -> str:
    return reverse("admin:orders_order_refund", args=[order.pk])


def pieces(order: Order, *numbers: int, **said) -> dict[str, object]:
    """The form, filled with so many pieces of the first line, of the second…"""
    lines = order.lines.order_by("pk").values_list("pk", flat=True)
    given = zip(lines, numbers, strict=False)
    return {f"pieces_{pk}": number for pk, number in given} | {
        "reason": "Broken",
        **said,
    }


def errors(response) -> dict[str, list[str]]:
    assert response.status_code == 422
    assert not Refund.objects.exists()
    return {
        name: list(texts) for name, texts in response.context["form"].errors.items()
    }


def test_says_of_each_line_what_is_left_and_what_one_gives_back() -> None:
    order = ship_some(make_reduced_order(make_variant(), off="10.00", quantity=3), 1)
    pieces_back(order, 1)

    form = client_of(make_owner()).get(url_of(order)).context["form"]

    line = order.lines.get()
    said = str(form.fields[f"pieces_{line.pk}"].help_text)
    assert "2 of 3 pieces are left." in said
    assert "One gives back ¥16.66." in said
    assert "1 is not sent yet" in said


def test_a_line_with_nothing_left_takes_no_number() -> None:
    order = ship(make_paid_order(make_variant(), make_variant()))
    pieces_back(order, 1)

    form = client_of(make_owner()).get(url_of(order)).context["form"]

    first, second = order.lines.order_by("pk")
    assert form.fields[f"pieces_{first.pk}"].disabled
    assert not form.fields[f"pieces_{second.pk}"].disabled


def test_delivery_is_asked_for_while_some_of_it_is_left() -> None:
    order = ship(make_paid_order(make_variant(), quantity=2))
    owner = client_of(make_owner())
    before = "with_shipping" in owner.get(url_of(order)).context["form"].fields
    pieces_back(order, 1, with_shipping=True)

    after = "with_shipping" in owner.get(url_of(order)).context["form"].fields

    assert (before, after) == (True, False)


@pytest.mark.parametrize(
    "said", [{}, {"amount": "5", "everything": "on"}, {"everything": ""}]
)
def test_one_of_three_has_to_be_said(said) -> None:
    order = ship(make_paid_order(make_variant(), quantity=2))

    response = client_of(make_owner()).post(url_of(order), {"reason": "x", **said})

    assert list(errors(response)) == ["__all__"]


def test_pieces_and_a_sum_are_too_much() -> None:
    order = ship(make_paid_order(make_variant(), quantity=2))

    response = client_of(make_owner()).post(url_of(order), pieces(order, 1, amount="5"))

    assert list(errors(response)) == ["__all__"]


@pytest.mark.parametrize("number", [3, -1, 10**9, "many", "1.5"])
def test_never_more_pieces_than_are_left(number) -> None:
    order = ship(make_paid_order(make_variant(), quantity=2))

    response = client_of(make_owner()).post(url_of(order), pieces(order, number))

    assert list(errors(response)) == [f"pieces_{order.lines.get().pk}"]


@pytest.mark.parametrize("amount", ["40.01", "-1", "0.001", "NaN", "1e99"])
def test_never_more_money_than_is_left(amount: str) -> None:
    order = ship(make_paid_order(make_variant(), quantity=2))
    said = {"amount": amount, "reason": "Broken"}

    response = client_of(make_owner()).post(url_of(order), said)

    assert "amount" in errors(response)


def test_a_reason_is_needed() -> None:
    order = ship(make_paid_order(make_variant(), quantity=2))

    response = client_of(make_owner()).post(url_of(order), pieces(order, 1, reason=""))

    assert list(errors(response)) == ["reason"]
