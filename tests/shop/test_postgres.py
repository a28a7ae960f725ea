"""A connection that answered a moment ago is trusted until something is heard of it."""

from unittest.mock import patch

import pytest
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper

from tests.concurrency.crowd import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def own_number() -> int:
    """The number of the server's process, asked for as a new request does."""
    connection.health_check_done = False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def cut_off(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number])


@pytest.fixture(autouse=True)
def _checks() -> None:
    connection.ensure_connection()
    connection.health_check_enabled = True


def test_is_not_asked_again() -> None:
    number = own_number()

    with patch.object(DatabaseWrapper, "is_usable") as asked:
        again = own_number()

    assert again == number
    assert not asked.called


def test_is_asked_when_it_has_rested(monkeypatch) -> None:
    monkeypatch.setattr("shop.kernel.postgres.base.FRESH", 0)

    with patch.object(DatabaseWrapper, "is_usable", return_value=True) as asked:
        own_number()

    assert asked.called


def test_one_that_was_cut_off_is_replaced() -> None:
    number = own_number()

    at_once(lambda: cut_off(number))

    assert own_number() != number
