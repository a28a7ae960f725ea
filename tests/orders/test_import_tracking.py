"""`manage.py import_tracking` writes down what carriers say, however often it runs."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from orders.models import Order, TrackingEvent
from tests.catalog.factories import make_variant
from tests.orders.factories import ship
from tests.payments.factories import make_paid_order

pytestmark = pytest.mark.django_db
TIME = "2026-11-20T12:00+08:00"


@pytest.fixture
def order() -> Order:
    return ship(make_paid_order(make_variant()))


@pytest.fixture
def run(tmp_path: Path):
    def imported(text: str | bytes) -> tuple[str, str]:
        path = tmp_path / "tracking.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("import_tracking", str(path), stdout=out, stderr=err)
        except CommandError as error:
            return out.getvalue(), f"{err.getvalue()}{error}"
        return out.getvalue(), err.getvalue()

    return imported


def test_writes_each_row_down(order, run):
    text = (
        "\ufeffOrder,Number,Time,Kind,Place,Text\r\n"
        f"{order.number},SF1,{TIME},picked_up,Shanghai\r\n"
        f"{order.number.lower()},sf1,2026-11-20 18:30,DELIVERED,Hangzhou,left, as told\r\n"
    )

    out, err = run(text)

    seen = list(order.shipments.get().tracking.order_by("at"))
    assert [(event.kind, event.place, event.text) for event in seen] == [
        ("picked_up", "Shanghai", ""),
        ("delivered", "Hangzhou", "left, as told"),
    ]
    assert seen[1].at == datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
    assert order.shipments.get().delivered_at == seen[1].at
    assert out.splitlines() == ["row 2: new", "row 3: new", "2 new, 0 known, 0 failed."]
    assert err == ""


def test_changes_nothing_the_second_time(order, run):
    text = f"{order.number},SF1,{TIME},out,Hangzhou"
    run(text)

    out, _err = run(text)

    assert out.splitlines() == ["row 1: known", "0 new, 1 known, 0 failed."]
    assert TrackingEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("{number},SF2,{time},out", "no parcel SF2"),
        ("NOSUCH9,SF1,{time},out", "no parcel SF1 of order NOSUCH9"),
        ("{number},SF1,soon,out", "“soon” is no time"),
        ("{number},SF1,2026-02-31T10:00,out", "is no time"),
        ("{number},SF1,2099-01-01T00:00,out", "has not come yet"),
        ("{number},SF1,0001-01-01T00:00,out", "not seen before"),
        ("{number},SF1,{time},eaten", "“eaten” is none of"),
        ("{number}", "no parcel"),
    ],
)
def test_tells_which_row_failed_and_takes_the_others(order, run, row, problem):
    good = f"{order.number},SF1,{TIME},on_the_way"
    bad = row.format(number=order.number, time=TIME)

    out, err = run(f"{bad}\n{good}")

    assert err.startswith("row 1: ")
    assert problem in err
    assert err.endswith("1 new, 0 known, 1 failed.")
    assert out == "row 2: new\n"
    assert TrackingEvent.objects.get().kind == "on_the_way"


@pytest.mark.parametrize("number", ["BQCNSHMWNRP", "bqcnshmwnrp"])
def test_takes_an_order_whose_number_has_no_digit_for_no_heading(run, number):
    out, err = run(f"{number}\n")

    assert out == ""
    assert err.startswith(f"row 1: no parcel  of order {number}")


def test_fails_with_exit_code_one():
    with pytest.raises(CommandError) as refusal:
        call_command("import_tracking", "/nowhere.csv")

    assert refusal.value.returncode == 1
    assert "No such file" in str(refusal.value)


def test_takes_nothing_that_is_not_utf8(order, run):
    _out, err = run(f"{order.number},SF1,{TIME},out,杭州".encode("gb18030"))

    assert "not UTF-8" in err
    assert not TrackingEvent.objects.exists()
