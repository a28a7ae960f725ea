"""The campaign calendar shows what runs when, by month or week, and what is in conflict."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from promotions.calendar.lanes import LANES
from promotions.calendar.page import CalendarPage, calendar_page
from promotions.calendar.periods import period_from
from promotions.models import FlashSession
from promotions.offers.rule import Kind
from tests.admin.factories import client_of, make_clerk
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.promotions.coupons.factories import make_template
from tests.promotions.factories import DAY, make_offer, make_sale
from tests.promotions.flash_sales.factories import make_item
from tests.promotions.group_buys.factories import make_offer as make_group

pytestmark = pytest.mark.django_db
URL = reverse("admin:promotions_calendar")
HERE = ZoneInfo("Asia/Shanghai")


def page(month: str = "2026-11", *, now: datetime = NOON) -> CalendarPage:
    return calendar_page(period_from({"month": month}, now=now), LANES, now=now)


def here(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=HERE)


def names(shown: CalendarPage) -> dict[str, str]:
    return {
        row.entry.name: row.standing.name for lane in shown.lanes for row in lane.rows
    }


def conflicts(shown: CalendarPage) -> dict[str, tuple[str, ...]]:
    rows = [row for lane in shown.lanes for row in lane.rows]
    return {row.entry.name: row.conflicts for row in rows if row.conflicts}


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ({"month": "2026-02"}, date(2026, 2, 1), date(2026, 2, 28)),
        ({"week": "2026-W01"}, date(2025, 12, 29), date(2026, 1, 4)),
        ({"month": "2026-13"}, None, None),
        ({"month": "9999-12"}, None, None),
        ({"week": "2027-W53"}, None, None),
        ({"month": "²026-11", "week": ""}, None, None),
        ({}, None, None),
    ],
)
def test_the_address_names_a_period(said, first, last) -> None:
    period = period_from(said, now=here(15))

    if first is None and "week" in said and said["week"]:
        first, last = date(2026, 11, 9), date(2026, 11, 15)
    elif first is None:
        first, last = date(2026, 11, 1), date(2026, 11, 30)
    assert (period.first, period.last) == (first, last)
    assert (
        period.after.before
        == period
        == period_from(dict([period.query.split("=")]), now=NOON)
    )


def test_says_where_each_campaign_stands_in_the_shops_own_days() -> None:
    make_offer(name="Before", starts_at=here(1) - DAY, ends_at=here(1))
    make_offer(name="Over", starts_at=here(1) - DAY, ends_at=here(2))
    make_offer(name="Open", starts_at=here(3), ends_at=None)
    make_offer(name="Paused", starts_at=here(3), paused_at=here(4))
    make_template(name="Soon", claim_from=here(30, 23))
    make_template(name="After", claim_from=here(30) + DAY)

    shown = page(now=here(15))

    assert names(shown) == {
        "Over": "OVER",
        "Open": "RUNS",
        "Paused": "PAUSED",
        "Soon": "LATER",
    }
    (over,) = [row for row in shown.lanes[0].rows if row.entry.name == "Over"]
    assert [(cell.days, len(cell.stretches)) for cell in over.tracks[0]] == [
        (1, 1),
        (29, 0),
    ]
    assert [one.entry.name for one in shown.before] == ["Over"]
    assert [day.day.day for day in shown.days] == [2, 3, 30]


def test_sessions_of_a_flash_sale_share_a_row() -> None:
    first = make_item(make_variant(), starts_at=here(3, 10), ends_at=here(3, 12))
    for starts_at, hours in ((here(3, 20), 2), (here(4, 23), 2), (here(5, 10), 1)):
        FlashSession.objects.create(
            sale=first.session.sale,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=hours),
        )

    (row,) = page().lanes[0].rows

    days = [[(cell.days, len(cell.stretches)) for cell in one] for one in row.tracks]
    assert days == [[(2, 0), (1, 2), (2, 1), (25, 0)], [(4, 0), (1, 1), (25, 0)]]


def test_marks_the_same_goods_at_the_same_time() -> None:
    pot, cup = make_variant(price="20.00"), make_variant(price="20.00")
    times = {"starts_at": here(20), "ends_at": here(22)}
    make_item(pot, name="Flash", **times)
    make_group(pot, name="Group", starts_at=here(21), ends_at=here(25))
    make_group(cup, name="Elsewhere", **times)
    make_sale(pot, starts_at=here(22), ends_at=here(23))
    make_offer(name="Ten", **times)
    make_offer(name="Twenty", starts_at=here(21))
    make_offer(name="Later", starts_at=here(22), combines=True)
    make_offer(name="Paused", paused_at=NOON, **times)
    make_offer(Kind.FREIGHT, name="Free", **times)
    sale = f"{pot.product.name} · {pot.sku}"

    assert conflicts(page()) == {
        "Flash": ("Group",),
        "Group": ("Flash", sale),
        sale: ("Group",),
        "Ten": ("Twenty",),
        "Twenty": ("Later", "Ten"),
        "Later": ("Twenty",),
    }
    assert conflicts(page(now=here(26))) == {
        "Twenty": ("Later", "Ten"),
        "Later": ("Twenty",),
    }


def test_asks_as_little_for_many_campaigns(django_assert_num_queries) -> None:
    for _number in range(3):
        pot = make_variant(price="20.00")
        make_item(pot)
        make_group(pot)
        make_sale(pot)
        make_offer()
        make_template()

    with django_assert_num_queries(7):
        shown = page(month=f"{NOON:%Y-%m}")

    assert [len(lane.rows) for lane in shown.lanes] == [3, 3, 1, 3, 3]


@pytest.mark.parametrize("query", ["month=2026-11", "week=2026-W48"])
def test_the_desk_shows_it(query: str) -> None:
    desk = client_of(make_clerk())
    empty = desk.get(f"{URL}?{query}").content.decode()
    pot, cup = make_variant(price="20.00"), make_variant(price="20.00")
    for variant in (pot, cup):
        make_sale(variant, starts_at=here(25), ends_at=here(26))
    offer = make_offer(name="Autumn <b>", starts_at=here(24))

    text = desk.get(f"{URL}?{query}").content.decode()

    assert "No campaigns in this time." in empty
    assert f"/admin/promotions/offer/{offer.pk}/change/" in text
    assert "Autumn &lt;b&gt;" in text
    together = f"{pot.product.name} · {pot.sku} + 1"
    (row,) = [
        row
        for lane in desk.get(f"{URL}?{query}").context["page"].lanes
        for row in lane.rows
        if row.entry.name == together
    ]
    found = desk.get(row.entry.url).context["cl"].result_list
    assert {sale.variant_id for sale in found} == {pot.pk, cup.pk}


def test_is_for_whoever_may_see_campaigns(client: Client) -> None:
    warehouse = client_of(make_clerk("warehouse"))

    assert warehouse.get(URL).status_code == 403
    assert "promotions/calendar" not in warehouse.get("/admin/").content.decode()
    assert URL in client_of(make_clerk()).get("/admin/").content.decode()
    assert client.get(URL).status_code == 302
    for odd in ("month=%00", "week=abc", "month=" + "9" * 4000, "%ff=%fe"):
        assert client_of(make_clerk()).get(f"{URL}?{odd}").status_code in (200, 400)
