"""The real web server: a worker is killed, or the database cuts everybody off."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import requests
from django.db import connection

from orders.models import Order
from tests.faults.kill_deeds import from_the_payment
from tests.faults.kill_guest import Guest, Refused
from tests.faults.kill_shop import (
    Shop,
    check_facts,
    check_ledger,
    check_no_double_effect,
    wait_until,
)
from tests.faults.kill_stories import PAID, SEEN, told

pytestmark = pytest.mark.postgres
ROUNDS = range(int(os.environ.get("KILL_ROUNDS", "1")))
BUYERS, AT_ONCE, MOST_TRIES = 24, 8, 20
CUT_EVERY_SECONDS = 0.25


def is_placed(guest: Guest) -> bool:
    """False while the next worker is on its way."""
    try:
        guest.place()
    except requests.ConnectionError:
        return False
    return True


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_killed_worker_is_followed_by_another(shop: Shop, round_: int) -> None:
    shop.serve_as_up("order.after_commit=kill", workers=1)
    guest = Guest(shop.url)
    guest.open_checkout()

    with pytest.raises(requests.ConnectionError):
        guest.place()
    wait_until(lambda: is_placed(guest))
    from_the_payment(guest)

    assert shop.sweep(ahead=30) == 0
    check_facts(told(PAID, events=SEEN))
    check_ledger()
    check_no_double_effect(shop)


# --- the database cuts everybody off --------------------------------------------------


def cut_everybody_off() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


@contextmanager
def cuts() -> Iterator[list[int]]:
    """Again and again until the work is done, ever more seldom, so that it is done on
    a slow machine, too; how many connections each time.
    """
    done, counted = threading.Event(), []

    def cut() -> None:
        try:
            while not done.wait(CUT_EVERY_SECONDS * (1 + len(counted) / 10)):
                counted.append(cut_everybody_off())
        finally:
            connection.close()

    cutter = threading.Thread(target=cut)
    cutter.start()
    try:
        yield counted
    finally:
        done.set()
        cutter.join()
        connection.close()  # ours was cut as well


def buy(guest: Guest) -> list[requests.Response]:
    """A buyer who tries again and again; the answers that were errors."""
    errors = []
    while not guest.orders and len(errors) < MOST_TRIES:
        try:
            if not guest.form:
                guest.open_checkout()
            guest.place()
        except Refused as refusal:
            errors.append(refusal.answer)
    return errors


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_database_that_cuts_everybody_off_loses_no_order(
    shop: Shop, round_: int
) -> None:
    shop.serve_as_up(workers=2)
    guests = [Guest(shop.url) for _ in range(BUYERS)]

    with cuts() as counted, ThreadPoolExecutor(AT_ONCE) as pool:
        errors = [error for found in pool.map(buy, guests) for error in found]

    numbers = [number for guest in guests for number in guest.orders]
    assert sum(counted)
    assert errors
    for error in errors:
        assert error.status_code in (400, 500)  # 400: it was their session's row
        assert "try again" in error.text
        assert "Traceback" not in error.text
    assert sorted(numbers) == sorted(Order.objects.values_list("number", flat=True))
    assert all(len(guest.orders) == 1 for guest in guests)
    assert shop.sweep() == 0
    check_ledger()
    check_no_double_effect(shop)


def test_a_connection_that_was_cut_is_noticed_before_the_next_request(
    shop: Shop,
) -> None:
    shop.serve_as_up(workers=1)
    guest = Guest(shop.url)
    guest.open_checkout()

    for _ in range(5):
        with ThreadPoolExecutor(4) as pool:
            warm = list(pool.map(guest.get, ["/checkout/"] * 8))
        cut = cut_everybody_off()
        with ThreadPoolExecutor(4) as pool:
            again = list(pool.map(guest.get, ["/checkout/"] * 8))

        assert cut
        assert {answer.status_code for answer in [*warm, *again]} == {200}
