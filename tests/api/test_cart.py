"""The basket of an account, as the client reads and changes it."""

from typing import Any

import pytest

from cart.models import CartLine
from cart.services import buy_through_deal, cart_for, select_line
from catalog.models import Product, Variant
from promotions.flash_sales.running import open_session
from promotions.wishes import Deal
from shop.kernel.clock import now
from tests.api.buyer import Buyer, make_buyer
from tests.api.calling import call
from tests.catalog.factories import make_product, make_values, make_variant
from tests.promotions.factories import DAY, make_sale
from tests.promotions.flash_sales.factories import AN_HOUR, make_item

pytestmark = pytest.mark.django_db

# In JSON: neither a string nor a fraction, and nothing that is not from 1 to 999.
NO_QUANTITY = [0, -1, 1000, 1.5, 2.0, "2", True, None, [], {}, [2], 10**30]
NO_CHANGE = [
    {},
    {"price": 1},
    *({"selected": odd} for odd in (None, "true", 1, [])),
    [],
    None,
    "x",
    5,
    [{"quantity": 1}],
]
WRONG = (400, "INVALID_PARAMS")
ODD_IDS = ["0", "-1", "x", "1.5", "9" * 30, "a-b_c", "%E2%91%A0"]


def change(mei: Buyer, line: Any, **wanted: Any) -> tuple[int, str]:
    name = line["id"] if isinstance(line, dict) else line
    return mei.ask("PUT", f"/cart/{name}", wanted).refused


def test_no_cart_yet_is_an_empty_one(mei: Buyer) -> None:
    assert mei.get("/cart") == {"items": []}


def test_a_line_tells_all_that_the_client_shows(mei: Buyer) -> None:
    product = make_product(name="Cup")
    (red,) = make_values(product, "红", option="颜色")
    cup = make_variant(product=product, value_ids=[red], price="19.90", on_hand=7)
    Variant.objects.filter(pk=cup.pk).update(reserved=2)

    answer = mei.ask("POST", "/cart", {"variantId": cup.pk, "quantity": 2})

    (row,) = CartLine.objects.all()
    line = {
        "id": row.pk,
        "productId": product.pk,
        "variantId": cup.pk,
        "name": "Cup",
        "image": "http://testserver/static/img/no-picture.png",
        "options": {"颜色": "红"},
        "price": 19.9,
        "quantity": 2,
        "selected": True,
        "stock": 5,
        "available": True,
    }
    assert (answer.status, answer.body) == (201, line)
    assert mei.get("/cart") == {"items": [line]}


def test_pieces_add_up_and_the_answer_says_so(mei: Buyer) -> None:
    cup = make_variant(on_hand=5)
    mei.fill(cup, 2)

    again = mei.ask("POST", "/cart", {"variantId": str(cup.pk), "quantity": 3})
    assert (again.status, again.body["quantity"]) == (200, 5)

    more = mei.ask("POST", "/cart", {"variantId": cup.pk, "quantity": 1})
    assert more.refused == (409, "OUT_OF_STOCK")
    assert mei.get("/cart")["items"] == [again.body]


def test_a_product_alone_says_enough_where_it_has_one_variant(mei: Buyer) -> None:
    cup, pot = make_variant(), make_product()
    for value in make_values(pot, "A", "B"):
        make_variant(product=pot, value_ids=[value])

    added = mei.ask("POST", "/cart", {"productId": cup.product_id, "quantity": 1})
    assert (added.status, added.body["variantId"]) == (201, cup.pk)

    several = mei.ask("POST", "/cart", {"productId": pot.pk, "quantity": 1})
    assert several.refused == (400, "INVALID_PARAMS")


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_what_is_not_on_sale_is_not_there(mei: Buyer, status: str) -> None:
    gone = make_variant(product=make_product(status=status))

    for wanted in (
        {"variantId": gone.pk},
        {"productId": gone.product_id},
        {"variantId": gone.pk + 99},
        {"variantId": 0},
        {"variantId": 10**30},
        {"productId": "x"},
    ):
        answer = mei.ask("POST", "/cart", wanted | {"quantity": 1})
        assert answer.refused == (404, "NOT_FOUND")
    assert mei.get("/cart") == {"items": []}


def test_a_quantity_is_a_whole_number_from_1_to_999(mei: Buyer) -> None:
    cup = make_variant(on_hand=5000)
    line = mei.fill(cup)

    for odd in NO_QUANTITY:
        wanted = {"variantId": cup.pk, "quantity": odd}
        assert mei.ask("POST", "/cart", wanted).refused == WRONG, odd
        assert change(mei, line, quantity=odd) == WRONG, odd
        assert change(mei, line, quantity=odd, selected=False) == WRONG, odd
    assert mei.get("/cart")["items"] == [line]


def test_what_says_nothing_to_do_is_refused(mei: Buyer) -> None:
    cup = make_variant()
    line = mei.fill(cup)

    for body in NO_CHANGE:
        answer = mei.ask("PUT", f"/cart/{line['id']}", body)
        assert answer.refused == WRONG, body
    for body in ({"quantity": 1}, {"variantId": [cup.pk], "quantity": 1}, []):
        assert mei.ask("POST", "/cart", body).refused == WRONG, body
    assert mei.get("/cart")["items"] == [line]


def test_changes_of_number_and_tick(mei: Buyer) -> None:
    line = mei.fill(make_variant(on_hand=9))
    path = f"/cart/{line['id']}"

    assert mei.ask("PUT", path, {"quantity": 9}).body == line | {"quantity": 9}
    both = mei.ask("PUT", path, {"quantity": 4, "selected": False, "price": 1})
    assert (both.status, both.body) == (200, line | {"quantity": 4, "selected": False})
    assert mei.ask("PUT", path, {"selected": True}).body == line | {"quantity": 4}


def test_more_than_the_stock_leaves_the_line_as_it_was(mei: Buyer) -> None:
    line = mei.fill(make_variant(on_hand=3), 2)

    refused = mei.ask("PUT", f"/cart/{line['id']}", {"quantity": 4, "selected": False})

    assert refused.refused == (409, "OUT_OF_STOCK")
    assert refused.body["fields"] == {"quantity": ["Only 3 are left."]}
    assert mei.get("/cart")["items"] == [line]


@pytest.mark.parametrize("fate", ["sold out", "short", "archived", "hidden"])
def test_what_cant_be_bought_now_stays_and_is_not_selected(
    mei: Buyer, fate: str
) -> None:
    cup = make_variant(on_hand=5)
    line = mei.fill(cup, 4)
    if fate == "archived":
        Product.objects.update(status="archived")
    else:
        Variant.objects.update(
            **{
                "sold out": {"reserved": 5},
                "short": {"reserved": 2},
                "hidden": {"is_active": False},
            }[fate]
        )

    (now_,) = mei.get("/cart")["items"]

    left = 3 if fate == "short" else 0
    assert now_ == line | {"available": False, "selected": False, "stock": left}
    assert change(mei, line, selected=True)[0] == 409
    if fate == "short":
        fixed = mei.ask("PUT", f"/cart/{line['id']}", {"quantity": 3}).body
        assert (fixed["available"], fixed["selected"]) == (True, True)
    Variant.objects.update(reserved=0)


def test_the_price_is_that_of_now(mei: Buyer) -> None:
    cup = make_variant(price="20.00")
    mei.fill(cup)
    moment = now()

    make_sale(cup, "15.50", starts_at=moment, ends_at=moment + DAY, now=moment)

    assert mei.get("/cart")["items"][0]["price"] == 15.5


def test_a_campaigns_line_is_held_to_its_pieces(mei: Buyer) -> None:
    cup, moment = make_variant(on_hand=50, price="20.00"), now()
    item = make_item(cup, starts_at=moment - AN_HOUR, ends_at=moment + AN_HOUR)
    open_session(session_id=item.session_id, now=moment)
    cart = cart_for(owner_id=mei.user.pk, token=None)
    deal = Deal(kind="flash", id=item.pk)
    buy_through_deal(
        cart_id=cart.pk, variant_id=cup.pk, quantity=1, deal=deal, now=moment
    )
    (line,) = mei.get("/cart")["items"]
    assert (line["price"], line["stock"]) == (5, 2)

    assert change(mei, line, quantity=3) == (409, "OUT_OF_STOCK")
    wanted = {"variantId": cup.pk, "quantity": 2}
    assert mei.ask("POST", "/cart", wanted).refused == (409, "OUT_OF_STOCK")
    assert mei.get("/cart")["items"] == [line]
    assert mei.ask("PUT", f"/cart/{line['id']}", {"quantity": 2}).status == 200


def test_what_the_buyer_unselected_stays_so(mei: Buyer) -> None:
    line = mei.fill(make_variant())
    cart = mei.user.cart
    select_line(cart_id=cart.pk, line_id=line["id"], is_selected=False)

    assert mei.get("/cart")["items"] == [line | {"selected": False}]


def test_a_line_is_taken_out_once(mei: Buyer) -> None:
    line = mei.fill(make_variant())
    path = f"/cart/{line['id']}"

    assert mei.ask("DELETE", path).status == 204
    assert mei.ask("DELETE", path).refused == (404, "NOT_FOUND")
    assert mei.get("/cart") == {"items": []}


def test_an_odd_id_is_not_there(mei: Buyer) -> None:
    line = mei.fill(make_variant())

    for odd in ODD_IDS:
        assert change(mei, odd, quantity=1) == (404, "NOT_FOUND"), odd
        assert mei.ask("DELETE", f"/cart/{odd}").refused == (404, "NOT_FOUND"), odd
    assert mei.get("/cart")["items"] == [line]


def test_somebody_elses_line_is_not_there(mei: Buyer) -> None:
    line, thief = mei.fill(make_variant(on_hand=9)), make_buyer()

    for _ in range(2):  # without a cart, and with one
        assert change(thief, line, quantity=2) == (404, "NOT_FOUND")
        assert thief.ask("DELETE", f"/cart/{line['id']}").status == 404
        thief.fill(make_variant())

    assert mei.get("/cart")["items"] == [line]


def test_a_basket_is_private() -> None:
    for method, path in (
        ("GET", "/cart"),
        ("POST", "/cart"),
        ("PUT", "/cart/1"),
        ("DELETE", "/cart/1"),
    ):
        for token in (None, "wrong", "a b"):
            answer = call(method, path, {"quantity": 1}, token=token)
            assert answer.refused == (401, "AUTH_FAILED")
            assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_however_much_there_is_the_database_is_asked_as_often(
    mei: Buyer, django_assert_num_queries
) -> None:
    line = mei.fill(make_variant())
    asked = [
        ("GET", "/cart", b""),
        ("PUT", f"/cart/{line['id']}", {"quantity": 2}),
        ("POST", "/cart", {"variantId": line["variantId"], "quantity": 1}),
    ]
    counts = [_count(mei, django_assert_num_queries, *one) for one in asked]
    for _ in range(5):
        mei.fill(make_variant())

    assert [_count(mei, django_assert_num_queries, *one) for one in asked] == counts


def _count(mei: Buyer, counter: Any, *asked: Any) -> int:
    mei.ask(*asked)
    with counter(60, exact=False) as context:
        mei.ask(*asked)
    return len(context)
