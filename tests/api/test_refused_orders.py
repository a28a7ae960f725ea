"""What is no purchase makes no order, and the basket stays as it was."""

from decimal import Decimal

import pytest

from catalog.services import set_price
from payments.gateways.demo.gateway import DemoGateway
from shop.kernel.clock import now
from tests.accounts.factories import make_address
from tests.api.buyer import Buyer, nothing_happened
from tests.catalog.factories import make_variant
from tests.promotions.factories import DAY, make_sale

pytestmark = pytest.mark.django_db
WRONG, ABSENT = (400, "INVALID_PARAMS"), (404, "NOT_FOUND")
DEARER = (409, "PRICE_CHANGED")


MALFORMED = [
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
]


def test_what_is_malformed_is_refused(mei: Buyer) -> None:
    mei.fill(make_variant())
    purchase = mei.purchase()

    for change in MALFORMED:
        assert mei.order(purchase | change).refused == WRONG, change
    assert nothing_happened(mei)


def test_what_is_missing_is_named(mei: Buyer) -> None:
    mei.fill(make_variant())
    purchase = mei.purchase()

    for gone in ("items", "address", "totalAmount", "paymentMethod"):
        answer = mei.order({name: purchase[name] for name in purchase if name != gone})
        assert (answer.refused, list(answer.body["fields"])) == (WRONG, [gone])


BAD_LINES = [
    *({"quantity": odd} for odd in (0, -1, 1000, 1.5, "1", True, None, [], 10**30)),
    *({"price": odd} for odd in (None, "x", "20.00", True, [], {})),
    *({"id": odd} for odd in (None, [], {}, True, 1.5)),
]


def test_a_malformed_line_is_refused(mei: Buyer) -> None:
    line = mei.fill(make_variant())
    purchase = mei.purchase()

    for change in BAD_LINES:
        assert mei.order(purchase | {"items": [line | change]}).refused == WRONG, change
    assert nothing_happened(mei)


def test_unknown_lines_and_addresses_are_not_there(mei: Buyer) -> None:
    line = mei.fill(make_variant())
    purchase = mei.purchase()

    for odd in ("x", 0, -1, 10**30, "a_b-c", 10**9):
        for change in (
            {"items": [line | {"id": odd}]},
            {"items": [line, line | {"id": odd}]},
            {"address": {"id": odd}},
        ):
            assert mei.order(purchase | change).refused == ABSENT, change
    assert nothing_happened(mei)


def test_each_line_once(mei: Buyer) -> None:
    line = mei.fill(make_variant())

    answer = mei.order(
        items=[line, line | {"id": str(line["id"])}], totalAmount="40.00"
    )

    assert answer.refused == WRONG
    assert nothing_happened(mei)


def test_what_was_seen_and_is_not_so_makes_no_order(mei: Buyer) -> None:
    line = mei.fill(make_variant(price="20.00"))
    purchase = mei.purchase()

    for total in ("19.99", "20.01", "0.00", "-20.00", "32.00", "20.001", "40.00"):
        assert mei.order(purchase | {"totalAmount": total}).refused == DEARER, total
    for price in (0.01, 19.99, 0, -20, 20.001, 1e30):
        items = [line | {"price": price}]
        for total in ("20.00", "0.01"):
            wanted = purchase | {"items": items, "totalAmount": total}
            assert mei.order(wanted).refused == DEARER, price
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


def test_who_holds_too_many_unpaid_orders_gets_no_more(mei: Buyer, settings) -> None:
    """Later than on the pages: there, orders can be given up."""
    settings.UNPAID_ORDERS_PER_SHOPPER = 0
    settings.UNPAID_MINI_PROGRAM_ORDERS = 1
    variant = make_variant()

    mei.fill(variant)
    assert mei.order().status == 201
    mei.fill(variant)
    assert mei.order().refused == (409, "ORDER_STATE")


def test_a_way_to_pay_that_is_off_is_refused(mei: Buyer, monkeypatch) -> None:
    mei.fill(make_variant())
    monkeypatch.setattr(DemoGateway, "is_configured", lambda gateway: False)

    for method in ("wechat", "demo", "alipay", "stripe"):
        assert mei.order(paymentMethod=method).refused == WRONG
    assert nothing_happened(mei)
