"""From the basket to an order: once, at the prices of now, whatever the client says."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Address
from catalog.models import Variant
from catalog.services import set_price
from orders.models import Order
from orders.services import expire_order
from payments.gateways.demo.gateway import DemoGateway
from promotions.offers.rule import Kind
from shop.kernel.clock import now
from tests.accounts.factories import make_address
from tests.api.buyer import Buyer, make_buyer
from tests.api.calling import call
from tests.cart.factories import make_rate, make_tariff
from tests.catalog.factories import make_product, make_values, make_variant
from tests.promotions.coupons.factories import make_coupon
from tests.promotions.factories import DAY, make_offer, make_sale

pytestmark = pytest.mark.django_db
WRONG, ABSENT = (400, "INVALID_PARAMS"), (404, "NOT_FOUND")
CHANGED, DEARER = (409, "CART_CHANGED"), (409, "PRICE_CHANGED")


@pytest.fixture
def mei() -> Buyer:
    return make_buyer()


def nothing_happened(mei: Buyer) -> bool:
    lines = mei.user.cart.lines.count() if hasattr(mei.user, "cart") else 0
    reserved = sum(Variant.objects.values_list("reserved", flat=True))
    return not Order.objects.exists() and reserved == 0 and lines > 0


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


@pytest.mark.parametrize(
    "change",
    [
        {"items": []},
        {"items": None},
        {"items": {}},
        {"items": "x"},
        {"items": [5]},
        {"items": [{}]},
        {"address": None},
        {"address": []},
        {"address": {}},
        {"address": {"id": None}},
        {"address": {"id": [1]}},
        {"address": {"id": True}},
        {"address": {"code": "AUTH_FAILED", "message": "no"}},
        *(
            {"totalAmount": odd}
            for odd in (
                None,
                "",
                "x",
                "1,00",
                "NaN",
                "Infinity",
                "1e5",
                " 20.00",
                [],
                {},
                True,
                "２０",
                "9" * 400,
            )
        ),
        *({"paymentMethod": odd} for odd in (None, "", "cash", "x" * 999, [], 5, {})),
    ],
    ids=lambda change: str(change)[:40],
)
def test_what_is_malformed_is_refused(mei: Buyer, change: dict) -> None:
    mei.fill(make_variant())

    assert mei.order(**change).refused == WRONG
    assert nothing_happened(mei)


@pytest.mark.parametrize("gone", ["items", "address", "totalAmount", "paymentMethod"])
def test_what_is_missing_is_named(mei: Buyer, gone: str) -> None:
    mei.fill(make_variant())
    purchase = {name: it for name, it in mei.purchase().items() if name != gone}

    answer = mei.order(purchase)

    assert (answer.refused, list(answer.body["fields"])) == (WRONG, [gone])


@pytest.mark.parametrize(
    "change",
    [
        *({"quantity": odd} for odd in (0, -1, 1000, 1.5, "1", True, None, [], 10**30)),
        *({"price": odd} for odd in (None, "x", "20.00", True, [], {})),
        *({"id": odd} for odd in (None, [], {}, True, 1.5)),
    ],
    ids=str,
)
def test_a_malformed_line_is_refused(mei: Buyer, change: dict) -> None:
    line = mei.fill(make_variant())

    assert mei.order(items=[line | change]).refused == WRONG
    assert nothing_happened(mei)


@pytest.mark.parametrize("odd", ["x", 0, -1, 10**30, "a_b-c", 10**9])
def test_unknown_lines_and_addresses_are_not_there(mei: Buyer, odd: Any) -> None:
    line = mei.fill(make_variant())

    assert mei.order(items=[line | {"id": odd}]).refused == ABSENT
    assert mei.order(items=[line, line | {"id": odd}]).refused == ABSENT
    assert mei.order(address={"id": odd}).refused == ABSENT
    assert nothing_happened(mei)


def test_each_line_once(mei: Buyer) -> None:
    line = mei.fill(make_variant())

    answer = mei.order(
        items=[line, line | {"id": str(line["id"])}], totalAmount="40.00"
    )

    assert answer.refused == WRONG
    assert nothing_happened(mei)


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


@pytest.mark.parametrize(
    "total", ["19.99", "20.01", "0.00", "-20.00", "32.00", "20.001", "40.00"]
)
def test_a_total_that_is_not_that_of_now_makes_no_order(mei: Buyer, total: str) -> None:
    mei.fill(make_variant(price="20.00"))

    assert mei.order(totalAmount=total).refused == DEARER
    assert nothing_happened(mei)


@pytest.mark.parametrize("price", [0.01, 19.99, 0, -20, 20.001, 1e30])
def test_a_price_that_is_not_that_of_now_makes_no_order(mei: Buyer, price: Any) -> None:
    line = mei.fill(make_variant(price="20.00"))

    for total in ("20.00", "0.01"):
        wanted = {"items": [line | {"price": price}], "totalAmount": total}
        assert mei.order(**wanted).refused == DEARER
    assert nothing_happened(mei)


def test_two_wrong_prices_that_make_the_right_sum_make_no_order(mei: Buyer) -> None:
    cup, pot = mei.fill(make_variant()), mei.fill(make_variant())
    items = [cup | {"price": 10}, pot | {"price": 30}]

    assert mei.order(items=items).refused == DEARER


def test_a_price_that_changed_meanwhile_makes_no_order(mei: Buyer) -> None:
    cup, pot, moment = make_variant(), make_variant(), now()
    for changed in (cup, pot):
        mei.fill(changed)
        seen = mei.purchase()
        if changed is cup:
            set_price(variant_id=cup.pk, price=Decimal(21), compare_at=None, now=moment)
        else:
            make_sale(pot, "9.00", starts_at=moment, ends_at=moment + DAY, now=moment)
        assert mei.order(seen).refused == DEARER
    assert nothing_happened(mei)
    assert mei.order().status == 201


def test_more_than_there_is_changes_nothing(mei: Buyer) -> None:
    line, other = mei.fill(make_variant(on_hand=2)), mei.fill(make_variant())
    items = [line | {"quantity": 3}, other]

    assert mei.order(items=items, totalAmount="80.00").refused == (409, "OUT_OF_STOCK")
    assert nothing_happened(mei)
    assert mei.get("/cart")["items"] == [other, line]


def test_where_no_parcel_goes_is_said_of_the_address(mei: Buyer) -> None:
    mei.fill(make_variant())
    abroad = make_address(mei.user, country="JP", province="Tokyo")

    answer = mei.order(address={"id": str(abroad.pk)})

    assert answer.refused == WRONG
    assert list(answer.body["fields"]) == ["address"]
    assert nothing_happened(mei)


def test_a_short_name_of_a_province_is_as_good_for_the_freight(mei: Buyer) -> None:
    make_tariff(make_rate(), "上海市", fee="30.00")
    Address.objects.filter(pk=mei.address.pk).update(province="上海")
    mei.fill(make_variant(price="20.00"))

    assert mei.order().body["payableAmount"] == 50


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


def test_who_holds_too_many_unpaid_orders_gets_no_more(mei: Buyer, settings) -> None:
    settings.UNPAID_ORDERS_PER_SHOPPER = 0
    mei.fill(make_variant())

    assert mei.order().refused == (409, "ORDER_STATE")


def test_a_way_to_pay_that_is_off_is_refused(mei: Buyer, monkeypatch) -> None:
    mei.fill(make_variant())
    monkeypatch.setattr(DemoGateway, "is_configured", lambda gateway: False)

    for method in ("wechat", "demo", "alipay", "stripe"):
        assert mei.order(paymentMethod=method).refused == WRONG
    assert nothing_happened(mei)


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
