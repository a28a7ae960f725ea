"""Tests that are the same on either database: what they look at is pages, texts, files,
processes with a SQLite file of their own, or whether another test would see a fault.

`.ci/run` plays them on SQLite only, but for a few that show that PostgreSQL takes them,
too.  Whatever asks about rows, locks, constraints or commits has no place here.
"""

from pathlib import Path

HERE = Path(__file__).parent

ALIKE = [
    "admin/test_every_page.py",
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
ON_BOTH = {
    "test_survives_any_query",
    "test_a_crowd_is_counted",
    "test_overselling_would_show",
    "test_what_the_database_works_is_counted_apart",
    "test_a_forgery_that_is_believed_would_show",
    "test_the_owner_gets_in",
    "test_the_shop_and_the_model_agree",
}


def is_alike(path: Path, test: str) -> bool:
    """Whether the test of this name in this file is one of them."""
    file = path.relative_to(HERE).as_posix()
    is_named = {file, file.partition("/")[0]} & set(ALIKE)
    return bool(is_named) and test not in ON_BOTH
