"""The order's page says where the order is, what was sent, and what is still here."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from orders.models import Order, TrackingEvent
from orders.selectors import OrderPage, order_page
from orders.services import (
    Adjustment,
    Parcel,
    Sighting,
    adjust_price,
    confirm_receipt,
    correct_parcel,
    expire_order,
    extend_receipt,
    note_sighting,
    ship_order,
)
from orders.services.receiving import complete_order
from orders.states import Actor, OrderStatus
from payments.services.capturing import Outcome
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order, ship
from tests.payments.factories import (
    capture,
    make_attempt,
    make_paid_order,
    pieces_back,
    whole_refund,
)

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
S = OrderStatus


def page_of(order: Order) -> OrderPage:
    return order_page(Order.objects.get(pk=order.pk), now=NOON)


def send(order: Order, *quantities: int, number: str = "SF1", after=HOUR) -> int:
    """A parcel with so many pieces of the first line, of the second line…"""
    lines = order.lines.order_by("pk").values_list("pk", flat=True)
    pieces = dict(zip(lines, quantities, strict=False))
    parcel = Parcel(carrier="SF Express", tracking_number=number, pieces=pieces)
    return ship_order(order_id=order.pk, parcel=parcel, now=NOON + after).pk


def walked(page: OrderPage) -> list[tuple[str, str]]:
    return [(step["label"], step["state"]) for step in page.steps]


def two_articles() -> Order:
    return make_paid_order(
        make_variant(price="30.00"), make_variant(price="20.00"), quantity=3
    )


def test_a_part_on_its_way_is_a_step_with_its_own_time() -> None:
    order = two_articles()
    send(order, 1)

    page = page_of(order)

    assert page.sentence == "Part of your order is on its way"
    assert walked(page) == [
        ("Ordered", "done"),
        ("Paid", "done"),
        ("Partly shipped", "current"),
        ("Received", "todo"),
    ]
    assert page.steps[2]["at"] == NOON + HOUR


def test_each_parcel_names_its_pieces_and_the_rest_is_still_here() -> None:
    order = two_articles()
    send(order, 2, number="SF1")
    send(order, 1, 1, number="SF2", after=2 * HOUR)

    page = page_of(order)

    first, second = order.lines.order_by("pk")
    held = [
        (parcel.tracking_number, [(p.name, p.quantity) for p in parcel.pieces])
        for parcel in page.parcels
    ]
    assert held == [
        ("SF1", [(first.name, 2)]),
        ("SF2", [(first.name, 1), (second.name, 1)]),
    ]
    assert [(p.name, p.quantity) for p in page.unsent] == [(second.name, 2)]


def test_before_the_first_parcel_nothing_is_called_unsent() -> None:
    page = page_of(two_articles())

    assert (page.parcels, page.unsent) == ([], [])


def test_where_a_parcel_was_seen_is_told_newest_first_and_older_steps_are_folded() -> (
    None
):
    order = ship(make_paid_order(make_variant()))
    kinds = TrackingEvent.Kind
    for hours, kind in enumerate(
        [kinds.PICKED_UP, kinds.ON_THE_WAY, kinds.OUT, kinds.DELIVERED]
    ):
        seen = Sighting(kind=kind, at=NOON + hours * HOUR, place="Hangzhou", text="42")
        note_sighting(shipment_id=order.shipments.get().pk, sighting=seen)

    page = page_of(order)

    (parcel,) = page.parcels
    assert [event["title"] for event in parcel.news] == [
        "Delivered",
        "Out for delivery",
        "On the way",
    ]
    assert [event["title"] for event in parcel.older] == ["Picked up"]
    assert parcel.news[0]["text"] == "Hangzhou · 42"
    assert parcel.delivered_at == page.arrived_at == NOON + 3 * HOUR
    assert page.sentence == "Your order has arrived"


def test_one_of_two_parcels_has_not_made_the_order_arrive() -> None:
    order = two_articles()
    first = send(order, 3, number="SF1")
    send(order, 0, 3, number="SF2")
    seen = Sighting(kind=TrackingEvent.Kind.DELIVERED, at=NOON + DAY)
    note_sighting(shipment_id=first, sighting=seen)

    page = page_of(order)

    assert page.arrived_at is None
    assert page.sentence == "Your order is on its way"


def test_an_order_that_late_money_revived_walks_on() -> None:
    order = make_order(make_variant())
    attempt = make_attempt(order)
    expire_order(order_id=order.pk, now=order.pay_by)
    assert capture(attempt, now=order.pay_by + HOUR) is Outcome.REVIVED

    page = page_of(order)

    assert walked(page) == [
        ("Ordered", "done"),
        ("Paid", "current"),
        ("Shipped", "todo"),
        ("Received", "todo"),
    ]
    assert page.reason == ""
    assert [event["title"] for event in page.events] == [
        "Late payment received: the order is on again",
        "Cancelled",
        "Order placed",
    ]


def test_an_order_whose_money_went_back_stops_where_it_was() -> None:
    order = ship(make_paid_order(make_variant()))
    whole_refund(order, reason="It broke")

    page = page_of(order)

    assert walked(page)[-2:] == [("Shipped", "done"), ("Refunded", "failed")]
    assert page.reason == "It broke"


def test_a_completed_order_has_no_step_left() -> None:
    order = ship(make_paid_order(make_variant()))
    confirm_receipt(order_id=order.pk, now=NOON + DAY)
    order.refresh_from_db()
    complete_order(order_id=order.pk, now=order.complete_at)

    page = page_of(order)

    assert {state for _label, state in walked(page)} == {"done"}


def test_lines_tell_of_pieces_that_are_not_sent_and_of_money_back() -> None:
    order = two_articles()
    pieces_back(order, 2)

    page = page_of(order)

    assert [line.notes for line in page.lines] == [
        ["2 pieces will not be sent", "Refund (2 pieces): ¥60.00"],
        [],
    ]
    assert page.back == Decimal("60.00")


def test_money_that_came_in_twice_is_no_part_of_the_price_that_goes_back() -> None:
    order = make_paid_order(make_variant())
    capture(order.attempts.get(), trade_no="twice")

    page = page_of(order)

    assert Order.objects.get(pk=order.pk).refunded == order.total
    assert page.back == 0


def test_the_price_list_names_each_reduction() -> None:
    order = make_order(make_variant(price="50.00"))
    agreed = Adjustment(
        reduction=Decimal("8.00"), shipping=Decimal("5.00"), reason="Sorry"
    )
    adjust_price(order_id=order.pk, adjustment=agreed, now=NOON, actor_id=None)

    rows = page_of(order).rows

    assert [(row["label"], row["amount"]) for row in rows] == [
        ("Goods", Decimal("50.00")),
        ("Price agreed with the shop", Decimal("-8.00")),
        ("Delivery (Standard)", Decimal("5.00")),
    ]


def test_a_mistyped_number_that_was_put_right_is_right_in_the_log_too() -> None:
    order = two_articles()
    send(order, 1, number="SF0")
    shipment = send(order, 1, number="SF1", after=2 * HOUR)
    correct_parcel(
        shipment_id=shipment,
        carrier="EMS",
        tracking_number="EM9",
        now=NOON + 3 * HOUR,
        actor_id=None,
    )

    page = page_of(order)

    assert [(event["title"], event["text"]) for event in page.events[:2]] == [
        ("Another parcel handed to the carrier", "EMS EM9"),
        ("Part of it handed to the carrier", "SF Express SF0"),
    ]


def test_carriers_are_named_in_the_readers_language() -> None:
    order = two_articles()
    send(order, 1)

    with translation.override("zh-hans"):
        page = page_of(order)

    assert page.events[0]["text"] == "顺丰速运 SF1"


def test_who_did_something_is_said_in_plain_words() -> None:
    order = ship(make_paid_order(make_variant()))
    extend_receipt(order_id=order.pk, now=NOON + DAY, actor=Actor.BUYER)

    events = page_of(order).events

    assert [(event["title"], event["who"]) for event in events] == [
        ("More time to receive it", "you"),
        ("Handed to the carrier", "the shop"),
        ("Payment received", "the payment service"),
        ("Order placed", "you"),
    ]
