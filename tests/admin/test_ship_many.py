"""Many parcels at once: looked at first, shipped row by row, and only once."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.admin.ship_many import looked_at, shipped
from orders.models import Order, Shipment
from orders.pasted import rows_in
from orders.states import OrderStatus
from tests.admin.factories import client_of, make_clerk
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order, ship
from tests.payments.factories import make_paid_order

pytestmark = pytest.mark.django_db
URL = "/admin/orders/order/ship_many/"


def make_orders(count: int) -> list[Order]:
    return [make_paid_order(make_variant(), quantity=2) for _ in range(count)]


def asked(rows: str, **more: Any) -> Any:
    return client_of(make_clerk("warehouse")).post(URL, {"rows": rows} | more)


def file_of(text: str | bytes) -> SimpleUploadedFile:
    body = text.encode() if isinstance(text, str) else text
    return SimpleUploadedFile("parcels.csv", body, content_type="text/csv")


def became(response: Any) -> list[str]:
    return [line.state for line in response.context_data["lines"]]


def test_shows_first_what_would_happen():
    one, two = make_orders(2)

    page = asked(f"{one.number}, SF1111, SF Express\n{two.number}, SF2222, EMS")

    text = page.content.decode()
    assert became(page) == ["ready", "ready"]
    assert "2 pieces to Mei Lin" in text
    assert "Ship what is ready" in text
    assert not Shipment.objects.exists()


def test_ships_each_row_when_told():
    one, two = make_orders(2)
    rows = f"{one.number}, SF1111, SF Express\n{two.number.lower()};em 2222;ems"

    page = asked(rows, ship="1")

    for order, parcel in ((one, ("SF Express", "SF1111")), (two, ("EMS", "EM2222"))):
        order.refresh_from_db()
        shipment = order.shipments.get()
        assert order.status == OrderStatus.SHIPPED
        assert (shipment.carrier, shipment.tracking_number) == parcel
    assert became(page) == ["shipped", "shipped"]
    assert LogEntry.objects.count() == 2


def test_changes_nothing_the_second_time():
    (order,) = make_orders(1)
    rows = f"{order.number}, SF1111, SF Express"
    asked(rows, ship="1")

    page = asked(rows, ship="1")

    assert became(page) == ["known"]
    assert Shipment.objects.count() == 1


def test_says_that_a_quicker_press_has_shipped_it():
    (order,) = make_orders(1)
    text = f"{order.number}, SF1111, EMS"
    lines = looked_at(list(rows_in(text)), carrier="")
    asked(text, ship="1")

    (late,) = shipped(lines, now=NOON, actor_id=make_clerk().pk)

    assert (lines[0].state, late.state) == ("ready", "known")
    assert Shipment.objects.count() == 1


def test_leaves_the_rest_to_another_press_when_the_database_is_slow(monkeypatch):
    monkeypatch.setattr("orders.admin.ship_many.PATIENCE", 0)
    (order,) = make_orders(1)

    page = asked(f"{order.number}, SF1111, EMS", ship="1")

    assert became(page) == ["ready"]
    assert "Ship what is ready" in page.content.decode()


def test_ships_the_good_rows_beside_the_bad_ones():
    (good,) = make_orders(1)
    unpaid, sent = make_order(make_variant()), ship(make_paid_order(make_variant()))
    rows = [
        f"{good.number}, SF1111, SF Express",
        "NOSUCHORDER1, SF2222, SF Express",
        f"{unpaid.number}, SF3333, SF Express",
        f"{sent.number}, SF4444, SF Express",
        f"{good.number}, SF5555, SF Express",
        f"{good.number}, x, SF Express",
        f"{good.number}, SF6666",
    ]

    page = asked("\n".join(rows), ship="1")

    assert became(page) == ["shipped", *["problem"] * 6]
    texts = [line.text for line in page.context_data["lines"]]
    assert texts[1] == "There is no such order."
    assert "waiting for payment" in texts[2]
    assert "row 1" in texts[4]
    assert texts[6] == "Which carrier?"
    assert Shipment.objects.count() == 2


def test_takes_one_carrier_for_rows_that_name_none():
    (order,) = make_orders(1)

    asked(f"{order.number}\tSF1111", carrier="JD Logistics", ship="1")

    assert order.shipments.get().carrier == "JD Logistics"


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("sf express", "SF Express"),
        ("顺丰速运", "SF Express"),
        ("Bike Anna", "Bike Anna"),
    ],
)
def test_knows_a_carrier_by_its_names(said, stored):
    (order,) = make_orders(1)

    asked(f"{order.number}，SF1111，{said}", ship="1")

    assert order.shipments.get().carrier == stored


def test_reads_a_file_with_a_heading():
    (order,) = make_orders(1)
    text = f'Order,Tracking,Carrier\r\n"{order.number}","SF1111","EMS"\r\n\r\n'

    page = asked("", file=file_of(text))

    (line,) = page.context_data["lines"]
    assert (line.position, line.state, line.carrier) == (2, "ready", "EMS")


def test_reads_a_file_with_a_byte_order_mark():
    (order,) = make_orders(1)

    page = asked("", file=file_of(f"\ufeff{order.number},SF1111,EMS"))

    assert became(page) == ["ready"]


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"rows": "  \n "}, "rows", "no row"),
        ({"rows": "Order,Tracking"}, "rows", "no row"),
        ({"rows": "A1,B2\n" * 501}, "rows", "500"),
        ({"file": file_of("订单,单号".encode("gb18030"))}, "file", "UTF-8"),
        ({"file": file_of(b"A1,B2222\n" * 120_000)}, "file", "1 MB"),
        ({"file": file_of(b"\0\0,\0")}, "file", "no row"),
        ({"carrier": "Pigeon"}, "carrier", "Pigeon"),
    ],
)
def test_refuses_what_it_cannot_read_at_the_field(more, field, words):
    rows = more.pop("rows", "")

    response = asked(rows, **more)

    errors = response.context["form"].errors
    assert response.status_code == 422
    assert words in str(errors[field])


@pytest.mark.parametrize(
    "rows",
    ['"' * 50 + "1", "1" * 100_000, "A1,<script>,x", ",,,,1", "1;2;3;4;5"],
)
def test_survives_any_text(rows):
    response = asked(rows, ship="1")

    assert response.status_code in (200, 422)
    assert "<script>,x" not in response.content.decode()
    assert not Shipment.objects.exists()


def test_is_not_for_the_help_desk():
    desk = client_of(make_clerk("support"))

    assert desk.get(URL).status_code == 403
    assert "Ship many" not in desk.get("/admin/orders/order/").content.decode()


def test_looks_at_three_rows_with_the_queries_of_one():
    orders = make_orders(3)

    def queries(count: int) -> int:
        text = "\n".join(f"{o.number}, SF1111{o.pk}, EMS" for o in orders[:count])
        with CaptureQueriesContext(connection) as caught:
            assert len(looked_at(list(rows_in(text)), carrier="")) == count
        return len(caught)

    assert queries(1) == queries(3) == 3
