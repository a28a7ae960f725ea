"""After every test with real commits the shop's laws have to hold."""

from collections.abc import Iterator

import pytest

from shop.laws.book import examine_all
from tests.conftest import NOON


def broken_laws() -> dict[str, tuple[str, ...]]:
    """What is broken now, by name, with the first rows."""
    return {
        found.law.name: found.first for found in examine_all(NOON) if found.is_breach
    }


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
