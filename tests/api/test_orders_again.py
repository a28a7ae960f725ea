"""A line of the basket is ordered once."""

import pytest

from orders.models import Order
from orders.services import expire_order
from tests.accounts.factories import make_address
from tests.api.buyer import Buyer
from tests.catalog.factories import make_variant

pytestmark = pytest.mark.django_db
ABSENT, CHANGED = (404, "NOT_FOUND"), (409, "CART_CHANGED")


def test_the_same_lines_again_are_the_same_order(mei: Buyer) -> None:
    cup = make_variant()
    mei.fill(cup, 2)
    purchase = mei.purchase()

    first, again = mei.order(purchase), mei.order(purchase)

    assert (first.status, again.status) == (201, 200)
    assert again.body == first.body
    cup.refresh_from_db()
    assert (Order.objects.count(), cup.reserved) == (1, 2)


def test_lines_of_an_order_that_ended_are_ordered_no_more(mei: Buyer) -> None:
    mei.fill(make_variant())
    purchase = mei.purchase()
    mei.order(purchase)
    order = Order.objects.get()
    expire_order(order_id=order.pk, now=order.pay_by)

    assert mei.order(purchase).refused == CHANGED
    assert mei.get(f"/orders/{order.number}")["status"] == "cancelled"
    assert Order.objects.count() == 1


def test_ordered_lines_are_no_part_of_another_order(mei: Buyer) -> None:
    cup, pot = mei.fill(make_variant()), mei.fill(make_variant())
    assert mei.order(items=[cup, pot], totalAmount="40.00").status == 201
    vase = mei.fill(make_variant())

    for items in ([cup], [cup, vase], [cup, pot, vase], [vase, pot]):
        total = f"{20 * len(items)}.00"
        assert mei.order(items=items, totalAmount=total).refused == CHANGED
    assert mei.get("/cart")["items"] == [vase]
    assert Order.objects.count() == 1


def test_the_same_lines_with_other_details_are_not_that_order(mei: Buyer) -> None:
    line = mei.fill(make_variant())
    other = make_address(mei.user, detail="elsewhere")
    assert mei.order().status == 201

    address = {"id": mei.address.pk}
    for change in (
        {"items": [line | {"quantity": 2}], "totalAmount": "40.00", "address": address},
        {"items": [line], "totalAmount": "20.00", "address": {"id": other.pk}},
        {"items": [line], "totalAmount": "1.00", "address": address},
    ):
        assert mei.order(**change).refused == CHANGED
    assert Order.objects.count() == 1


def test_a_removed_line_is_not_there(mei: Buyer) -> None:
    mei.fill(make_variant())
    purchase = mei.purchase()
    mei.ask("DELETE", f"/cart/{purchase['items'][0]['id']}")

    assert mei.order(purchase).refused == ABSENT


def test_an_account_without_a_cart_has_no_lines(mei: Buyer) -> None:
    line = {"id": 1, "quantity": 1, "price": 20}

    assert mei.order(items=[line], totalAmount="20.00").refused == ABSENT
