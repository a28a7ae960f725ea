"""Tests that are the same on either database: what they look at is pages, forms, texts,
files, processes with a SQLite file of their own, or whether another test would see a
fault.

`.ci/run` plays them on SQLite only, but for a few that show that PostgreSQL takes them,
too.  Whatever asks about rows, locks, constraints or commits has no place in that list.
Whole shops that lose their Redis it plays on PostgreSQL only, which they have beside it.
A test that asks no database at all needs no list.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent

ALIKE = [
    "admin",
    "api/test_door.py",
    "bench/test_bench.py",
    "bench/test_callbacks.py",
    "catalog/test_demo_catalogue.py",
    "faults/test_demo_bank_endings.py",
    "faults/test_demo_bank_pages.py",
    "faults/test_demo_bank_payments.py",
    "look",
    "model",
    "owners",
    "payments/test_demo_clear_answers.py",
    "payments/test_demo_unclear_answers.py",
    "shop/test_compression.py",
    "shop/test_csrf.py",
    "shop/test_demo_shop.py",
    "shop/test_pictures.py",
    "shop/test_running.py",
    "shop/test_settings.py",
    "shop/test_supervisor.py",
]
OUTAGES = [
    "faults/test_redis_away.py",
    "faults/test_redis_forgets.py",
]
# Desks that add up in the database.
SUMS = [
    "admin/test_campaign_calendar.py",
    "admin/test_dashboard.py",
    "admin/test_differences_desk.py",
]
ON_BOTH = {
    "test_survives_any_query",
    "test_a_crowd_is_counted",
    "test_overselling_would_show",
    "test_what_the_database_works_is_counted_apart",
    "test_a_forgery_that_is_believed_would_show",
    "test_the_owner_gets_in",
    "test_the_shop_and_the_model_agree",
}


DATABASE = {"db", "transactional_db", "live_server", "django_db_setup", "filled_shop"}


def is_alike(item: pytest.Item) -> bool:
    """Whether the test is the same on either database."""
    name = getattr(item, "originalname", item.name)
    fixtures = set(getattr(item, "fixturenames", ()))
    asks_one = item.get_closest_marker("django_db") or DATABASE & fixtures
    is_both = name in ON_BOTH or _is_in(SUMS, item.path)
    is_named = _is_in(ALIKE, item.path) and not is_both
    return is_named or not (asks_one or item.get_closest_marker("postgres"))


def is_outage(item: pytest.Item) -> bool:
    """Whether it takes something away from real processes of a whole shop."""
    return _is_in(OUTAGES, item.path)


def _is_in(names: list[str], path: Path) -> bool:
    file = path.relative_to(HERE).as_posix()
    return bool({file, file.partition("/")[0]} & set(names))
