"""What the shop offers beyond the contract: lists, coupons, flash sales, group buys."""

import pytest

from catalog.models import ProductImage
from promotions.coupons.models import Coupon
from promotions.flash_sales.running import open_session
from shop.kernel.clock import now
from tests.api.buyer import make_buyer
from tests.api.calling import call
from tests.catalog.factories import make_category, make_product, make_variant
from tests.conftest import NOON
from tests.promotions.coupons.factories import make_template
from tests.promotions.factories import DAY
from tests.promotions.flash_sales.factories import AN_HOUR, make_item
from tests.promotions.group_buys.factories import make_running

pytestmark = pytest.mark.django_db
HELD_FOR = DAY * 60


def ids(query: str) -> list[int]:
    answer = call("GET", f"/products?{query}")
    assert answer.status == 200
    return [one["id"] for one in answer.body]


def test_lists_of_products() -> None:
    shelf = make_category()
    cup = make_variant(product=make_product(name="Green cup"), price="9.00").product
    pot = make_variant(product=make_product(name="Green pot"), price="30.00").product
    make_variant(product=make_product(name="Vase", status="draft"))
    pot.categories.add(make_category(parent=shelf))
    for product in (cup, pot):
        product.search_text = product.name.lower()
        product.save()

    assert ids("sort=price") == [cup.pk, pot.pk]
    assert ids("sort=-price") == [pot.pk, cup.pk]
    assert ids("q=green+POT") == ids(f"category={shelf.pk}") == [pot.pk]
    assert ids("page=2") == ids("q=nothing") == []
    assert call("GET", "/products?category=99").refused == (404, "NOT_FOUND")
    for odd in ("page=0", "page=x", "sort=odd", f"q={'x' * 101}"):
        assert call("GET", f"/products?{odd}").refused == (400, "INVALID_PARAMS")


def test_a_coupon_is_claimed_once_and_taken_by_the_next_order() -> None:
    mei, template = make_buyer(), make_template(claim_from=NOON)
    (offer,) = call("GET", "/coupons").body
    assert (offer["id"], offer["isGone"]) == (template.pk, False)
    wanted = {"couponId": template.pk}

    assert call("POST", "/user/coupons", wanted).status == 401
    claimed = mei.ask("POST", "/user/coupons", wanted)
    assert mei.ask("POST", "/user/coupons", wanted).status == 409
    absent = mei.ask("POST", "/user/coupons", {"couponId": "x"})
    assert absent.refused == (404, "NOT_FOUND")

    assert (claimed.status, claimed.body) == (201, mei.get("/user/coupons"))
    (own,) = mei.get("/user/coupons")
    assert own["id"] == Coupon.objects.get().pk
    assert make_buyer().get("/user/coupons") == []
    mei.fill(make_variant(price="20.00"))
    assert mei.order().body["payableAmount"] == 27
    assert mei.get("/user/coupons") == []


def test_a_flash_sale_is_seen_and_bought() -> None:
    mei, cup, moment = make_buyer(), make_variant(price="20.00"), now()
    ProductImage.objects.create(product=cup.product, file="a.webp", width=1, height=1)
    item = make_item(cup, starts_at=moment - AN_HOUR, ends_at=moment + AN_HOUR)
    open_session(session_id=item.session_id, now=moment)
    other = mei.fill(make_variant())

    page = call("GET", "/flash-sales").body
    (shown,) = page["items"]
    assert page["session"]["state"] == shown["state"] == "on"
    assert (shown["price"], shown["left"], shown["variantId"]) == (5, 10, cup.pk)
    wanted = {"deal": shown["deal"], "variantId": cup.pk, "quantity": 2}

    for change, refusal in (
        ({"quantity": 3}, (409, "OUT_OF_STOCK")),
        ({"variantId": other["variantId"]}, (409, "OUT_OF_STOCK")),
        ({"variantId": 99}, (404, "NOT_FOUND")),
        ({"deal": "flash:"}, (400, "INVALID_PARAMS")),
        ({"deal": "odd:1"}, (409, "OUT_OF_STOCK")),
    ):
        assert mei.ask("POST", "/deals", wanted | change).refused == refusal, change
    line = mei.ask("POST", "/deals", wanted)

    assert (line.status, line.body["price"], line.body["selected"]) == (201, 5, True)
    assert {one["id"]: one["selected"] for one in mei.get("/cart")["items"]} == {
        line.body["id"]: True,
        other["id"]: False,
    }
    assert mei.order().body["payableAmount"] == 22


def test_a_group_buy_is_seen() -> None:
    cup = make_variant(price="20.00")
    make_running(cup, ends_at=now() + HELD_FOR)

    (shown,) = call("GET", "/group-buys").body

    (choice,) = shown["choices"]
    assert choice["variantId"] == cup.pk
    assert (choice["deal"].split(":")[0], choice["singlePrice"]) == ("group", 20)


def test_an_order_is_given_up_once() -> None:
    mei, cup = make_buyer(), make_variant()
    mei.fill(cup)
    number = mei.order().body["orderId"]
    mei.pay(number)

    given_up = mei.ask("POST", "/payment/cancel", {"orderId": number})

    assert given_up.status == 204
    assert mei.get(f"/orders/{number}")["status"] == "cancelled"
    again = mei.ask("POST", "/payment/cancel", {"orderId": number})
    assert again.refused == mei.pay(number).refused == (409, "ORDER_STATE")
    cup.refresh_from_db()
    assert cup.reserved == 0
