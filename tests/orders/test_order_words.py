"""An order's page says places, times and reasons as its reader's language does."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.translation import override

from orders.models import Order
from orders.selectors.detail import price_rows
from orders.states import Actor
from payments.services import cancel_order
from shop.kernel.languages import sentences
from shop.kernel.money import ZERO
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_address, make_order
from tests.walks import guest_of, text_of

ZHEJIANG = {"province": "浙江省", "city": "Hangzhou", "district": "Xihu"}


def card_of(language: str, **address: str) -> str:
    order = Order(**make_address(**address))
    with override(language):
        page = render_to_string("components/address_card.html", {"address": order})
    return " ".join(strip_tags(page).split())


def held_of(order: object, language: str = "en") -> str:
    with override(language):
        page = render_to_string("orders/_held.html", {"order": order, "now": NOON})
    return " ".join(strip_tags(page).split())


@pytest.mark.parametrize(
    ("language", "address", "written"),
    [
        ("en", ZHEJIANG, "1 Lake Road, Xihu, Hangzhou, Zhejiang 310000"),
        ("zh-hans", ZHEJIANG, "浙江省 Hangzhou Xihu 1 Lake Road 310000"),
        (
            "zh-hans",
            {"province": "上海市", "city": "上海市", "district": "徐汇区"},
            "上海市 徐汇区 1 Lake Road 310000",
        ),
        (
            "en",
            {"province": "上海市", "city": "上海市", "district": "徐汇区"},
            "1 Lake Road, 徐汇区, Shanghai 310000",
        ),
        (
            "en",
            {"country": "JP", "province": "Tokyo", "city": "Shibuya", "district": ""},
            "1 Lake Road, Shibuya, Tokyo, Japan 310000",
        ),
    ],
)
def test_an_address_is_written_as_its_reader_writes_one(
    language: str, address: dict[str, str], written: str
) -> None:
    assert card_of(language, **address).endswith(written)


def test_an_hour_of_today_needs_no_day() -> None:
    order = SimpleNamespace(pay_by=NOON + timedelta(minutes=30))

    assert held_of(order).startswith("The goods are held for you until 8:30 p.m. ")


def test_a_time_of_another_day_names_the_day() -> None:
    order = SimpleNamespace(pay_by=NOON + timedelta(days=2))

    assert "until Nov. 22, 2026, 8 p.m. " in held_of(order)


@pytest.mark.django_db
def test_what_a_buyer_gave_as_the_reason_is_not_said_as_the_shops_own() -> None:
    order = make_order(make_variant())
    cancel_order(
        order_id=order.pk, now=NOON, actor=Actor.BUYER, reason="changed_mind", user=None
    )

    page = text_of(guest_of(order).get(f"/orders/{order.number}/"))

    assert "Reason: I changed my mind" in page


def test_delivery_that_costs_nothing_is_free() -> None:
    order = Order(goods_amount=Decimal(9), shipping_amount=ZERO, shipping_name="Slow")
    rows = {"rows": price_rows(order, []), "total": Decimal(9)}

    words = strip_tags(render_to_string("components/order_summary.html", rows))

    assert "".join(words.split()) == "Goods¥9.00Delivery(Slow)freeTotal¥9.00"


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("One.", "", "Two."), "One. Two."),
        (("一。", "二。"), "一。二。"),
        (("", ""), ""),
    ],
)
def test_sentences_follow_each_other(parts: tuple[str, ...], text: str) -> None:
    assert sentences(*parts) == text
