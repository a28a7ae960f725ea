"""The first page says what waits, and every number leads to its list."""

import pytest

from payments.services import Wish, give_back
from shop.models import JobRun
from tests.admin.factories import client_of, make_clerk, make_owner
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order, ship
from tests.payments.factories import (
    capture,
    fail,
    make_attempt,
    make_paid_order,
    pieces_back,
    whole_refund,
)
from tests.payments.reconciliation.rows import a_strange_row

pytestmark = pytest.mark.django_db


def tiles_of(client) -> dict[str, str]:
    tiles = client.get("/admin/").context["tiles"]
    return {tile.label: str(tile.value) for tile in tiles}


def fill() -> None:
    make_order(make_variant(on_hand=50))
    make_paid_order(make_variant(on_hand=50))
    make_variant(on_hand=2)
    order = ship(make_paid_order(make_variant(on_hand=50)))
    whole_refund(order)
    disputed = make_attempt(make_order(make_variant(on_hand=50)))
    capture(disputed, currency="USD")
    fail(pieces_back(ship(make_paid_order(make_variant(on_hand=50))), 1))
    give_back(
        order_id=ship(make_paid_order(make_variant(on_hand=50))).pk,
        wish=Wish(),
        reason="broken",
        staff=make_clerk("support"),
        now=NOON,
    )
    a_strange_row()


def test_counts_what_waits():
    fill()

    tiles = tiles_of(client_of(make_owner()))

    tiles.pop("Paid today")
    assert tiles == {
        "To ship": "1",
        "Unpaid": "2",
        "Low stock": "1",
        "Money to decide": "2",
        "Refunds to approve": "1",
        "Differences": "1",
        "Refunds on the way": "1",
    }


def test_leads_to_lists_with_as_many_rows():
    fill()
    owner = client_of(make_owner())

    for tile in owner.get("/admin/").context["tiles"][:-1]:
        rows = owner.get(tile.url).context["cl"].result_list
        assert len(rows) == tile.value, tile.label


def test_says_when_the_periodic_jobs_stand_still():
    owner = client_of(make_owner())

    assert "have not run yet" in owner.get("/admin/").content.decode()

    JobRun.objects.create(name="heartbeat", ran_at=NOON)

    assert "may be late" in owner.get("/admin/").content.decode()


def test_shows_a_role_only_what_it_may_see():
    fill()

    assert set(tiles_of(client_of(make_clerk("warehouse")))) == {
        "To ship",
        "Unpaid",
        "Low stock",
    }


def test_asks_the_database_as_often_for_many_rows(django_assert_num_queries):
    owner = client_of(make_owner())
    fill()
    with django_assert_num_queries(13):
        owner.get("/admin/")
    for _ in range(3):
        fill()

    with django_assert_num_queries(13):
        owner.get("/admin/")
