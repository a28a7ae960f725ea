"""From the basket to an order, at the prices of now, whatever else the client says."""

from typing import Any

import pytest

from accounts.models import Address
from catalog.models import Variant
from orders.models import Order
from promotions.offers.rule import Kind
from shop.kernel.clock import now
from tests.api.buyer import Buyer, make_buyer, nothing_happened
from tests.api.calling import call
from tests.cart.factories import make_rate, make_tariff
from tests.catalog.factories import make_product, make_values, make_variant
from tests.promotions.coupons.factories import make_coupon
from tests.promotions.factories import make_offer

pytestmark = pytest.mark.django_db
ABSENT = (404, "NOT_FOUND")


def test_an_order_takes_its_lines_and_reserves(mei: Buyer) -> None:
    cup, pot = make_variant(price="19.90"), make_variant(price="20.00")
    mei.fill(cup, 2)
    mei.fill(pot)

    placed = mei.order()

    order = Order.objects.get()
    assert (placed.status, placed.body) == (
        201,
        {"orderId": order.number, "status": "pending_payment", "payableAmount": 71.8},
    )
    assert (order.owner, order.total, order.pay_with) == (
        mei.user,
        order.total,
        "wechat",
    )
    assert mei.get("/cart") == {"items": []}
    assert set(Variant.objects.values_list("pk", "reserved")) == {
        (cup.pk, 2),
        (pot.pk, 1),
    }


def test_an_order_tells_what_was_bought(mei: Buyer) -> None:
    product = make_product(name="Cup")
    (red,) = make_values(product, "红", option="颜色")
    cup = make_variant(product=product, value_ids=[red], price="19.90")
    mei.fill(cup, 3)
    make_offer(Kind.PERCENT)
    number = mei.order().body["orderId"]

    order = mei.get(f"/orders/{number}")

    created = order.pop("createdAt")
    assert created[-6:] == "+08:00"
    assert order == {
        "orderId": number,
        "status": "pending_payment",
        "items": [
            {
                "productId": product.pk,
                "variantId": cup.pk,
                "name": "Cup",
                "options": {"颜色": "红"},
                "price": 19.9,
                "quantity": 3,
                "subtotal": 59.7,
            }
        ],
        "address": mei.get("/user/address/default") | {"id": None, "isDefault": False},
        "goodsAmount": 59.7,
        "shippingAmount": 12,
        "discountAmount": 5.97,
        "taxAmount": 0,
        "payableAmount": 65.73,
        "paymentMethod": "wechat",
    }
    assert mei.get("/orders") == [order | {"createdAt": created}]


def test_the_newest_order_is_first(mei: Buyer) -> None:
    numbers = []
    for _ in range(2):
        mei.fill(make_variant())
        numbers.append(mei.order().body["orderId"])

    assert [one["orderId"] for one in mei.get("/orders")] == numbers[::-1]


def test_only_what_is_named_is_ordered_at_the_number_that_was_seen(mei: Buyer) -> None:
    mei.fill(make_variant(on_hand=9, price="20.00"), 2)
    other = mei.fill(make_variant())
    purchase = mei.purchase(totalAmount="100.00")
    purchase["items"] = [
        line | {"quantity": 5}
        for line in purchase["items"]
        if line["id"] != other["id"]
    ]

    assert mei.order(purchase).status == 201
    assert Order.objects.get().lines.get().quantity == 5
    assert mei.get("/cart")["items"] == [other]


def test_the_best_coupon_is_taken(mei: Buyer) -> None:
    make_coupon(mei.user, now=now())
    mei.fill(make_variant(price="50.00"))

    placed = mei.order()

    assert placed.body["payableAmount"] == 57
    assert mei.get(f"/orders/{placed.body['orderId']}")["discountAmount"] == 5


TAMPERED = {"price": 0.01, "status": "paid", "owner": 1, "discount": 50, "total": 1}


def test_what_else_is_sent_means_nothing(mei: Buyer) -> None:
    mei.fill(make_variant(price="20.00"))
    purchase = mei.purchase()
    purchase |= TAMPERED | {"payableAmount": 1, "coupon": 1, "shippingAmount": 0}
    purchase["items"][0] |= {"name": "x", "stock": 0, "available": False, "subtotal": 0}
    purchase["address"] |= {"name": "Thief", "detail": "elsewhere", "phone": "no"}

    placed = mei.order(purchase)

    order = Order.objects.get()
    assert (placed.body["status"], placed.body["payableAmount"]) == (
        "pending_payment",
        32,
    )
    assert order.address_fields() == mei.address.address_fields()


def test_nothing_of_somebody_else_is_there(mei: Buyer) -> None:
    line, thief = mei.fill(make_variant()), make_buyer()
    theirs = thief.fill(make_variant())
    for items in ([line], [theirs, line]):
        assert thief.order(items=items, totalAmount="20.00").refused == ABSENT
    foreign = {"id": mei.address.pk}
    assert thief.order(address=foreign).refused == ABSENT
    assert nothing_happened(mei)

    number = mei.order().body["orderId"]
    assert thief.ask("GET", f"/orders/{number}").refused == ABSENT
    assert thief.order(items=[line], totalAmount="20.00").refused == ABSENT
    assert thief.get("/orders") == []
    assert call("GET", f"/orders/{number}").refused == (401, "AUTH_FAILED")
    assert call("GET", "/orders").status == call("POST", "/orders").status == 401


@pytest.mark.parametrize("odd", ["x", "0", "%00", "A" * 300, "1%20"])
def test_an_unknown_order_is_not_there(mei: Buyer, odd: str) -> None:
    assert mei.ask("GET", f"/orders/{odd}").status in (400, 404)


def test_a_short_name_of_a_province_is_as_good_for_the_freight(mei: Buyer) -> None:
    make_tariff(make_rate(), "上海市", fee="30.00")
    Address.objects.filter(pk=mei.address.pk).update(province="上海")
    mei.fill(make_variant(price="20.00"))

    assert mei.order().body["payableAmount"] == 50


def test_however_much_there_is_the_database_is_asked_as_often(
    mei: Buyer, django_assert_num_queries
) -> None:
    mei.fill(make_variant())
    number = mei.order().body["orderId"]
    paths = [f"/orders/{number}", "/orders"]
    counts = [_count(mei, django_assert_num_queries, path) for path in paths]

    for _ in range(4):
        mei.fill(make_variant())
    mei.order()

    assert [_count(mei, django_assert_num_queries, path) for path in paths] == counts


def _count(mei: Buyer, counter: Any, path: str) -> int:
    with counter(30, exact=False) as context:
        mei.get(path)
    return len(context)
