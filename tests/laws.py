"""After every test with real commits the shop's laws have to hold."""

from collections.abc import Iterator
from functools import cache

import pytest
from django.db import connection
from django.db.models import QuerySet

from shop.laws.book import book
from shop.laws.law import SHOWN, Law
from tests.conftest import NOON

Question = tuple[str, tuple[object, ...]]


def broken_laws() -> dict[str, tuple[str, ...]]:
    """What is broken now, by name, with the first rows.  (Nobody works here: no law
    of promptness is asked for.)"""
    found = {
        name: first_rows(law) for name, law in book.items() if not law.is_promptness
    }
    return {name: first for name, first in found.items() if first}


def first_rows(law: Law) -> tuple[str, ...]:
    question = as_sql(law)
    if question is None:
        return tuple(law.search(NOON))
    with connection.cursor() as cursor:
        cursor.execute(*question)
        return tuple(str(key) for (key,) in cursor.fetchall())


@cache
def as_sql(law: Law) -> Question | None:
    """Worded once, which takes far longer than small tables take to answer."""
    broken = law.search(NOON)
    if not isinstance(broken, QuerySet):
        return None
    rows = broken.order_by("pk").values_list("pk", flat=True)[:SHOWN]
    return rows.query.sql_with_params()


def is_transactional(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    wanted = {"transactional_db", "live_server"} & set(request.fixturenames)
    return bool(wanted or (marker and marker.kwargs.get("transaction")))


@pytest.fixture(autouse=True)
def _laws_hold(request: pytest.FixtureRequest) -> Iterator[None]:
    """Read before the tables are emptied.  A test that means to break them says
    `@pytest.mark.breaks_laws`."""
    if not is_transactional(request):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    if not request.node.get_closest_marker("breaks_laws"):
        assert broken_laws() == {}
