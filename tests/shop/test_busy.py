"""Who only came second for a lock is asked to try again, and told that nothing was done."""

import psycopg
import pytest
from django.db import OperationalError
from django.test import RequestFactory

from shop.busy import BusyMiddleware


def refuse(_request):
    raise AssertionError("it is asked about errors only")


def answer(error: Exception, path: str = "/orders/X/cancel/"):
    return BusyMiddleware(refuse).process_exception(RequestFactory().post(path), error)


def caused_by(cause: Exception) -> OperationalError:
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        caused_by(psycopg.errors.DeadlockDetected("deadlock detected")),
        caused_by(psycopg.errors.LockNotAvailable("lock time-out")),
        OperationalError("database is locked"),
    ],
    ids=["deadlock", "lock time-out", "SQLite"],
)
def test_a_lost_fight_for_a_lock_is_no_fault(error: OperationalError) -> None:
    response = answer(error)

    assert response.status_code == 503
    assert response["Retry-After"] == "2"
    assert "Please try again" in response.text
    assert "请稍后再试" in response.text


def test_the_api_says_so_in_json() -> None:
    response = answer(OperationalError("database is locked"), "/api/v1/orders/")

    assert response.status_code == 503
    assert b'"SERVER_ERROR"' in response.content
    assert b"your cart is kept" in response.content


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("connection refused"),
        caused_by(psycopg.errors.QueryCanceled("statement time-out")),
        ValueError("database is locked"),
    ],
    ids=["database away", "slow query", "a fault"],
)
def test_every_other_error_stays_one(error: Exception) -> None:
    assert answer(error) is None


@pytest.mark.django_db
def test_it_stands_around_every_view(client, monkeypatch) -> None:
    def lose(*_args, **_kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("cart.views.page.render", lose)

    assert client.get("/cart/").status_code == 503
