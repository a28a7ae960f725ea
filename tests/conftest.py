"""What every test stands on: noon, no network, nothing left on the disk.

Nothing here makes rows of a domain; `tests/<app>/factories.py` do.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils import translation

from payments.gateways import watch
from promotions import sold_out
from shop.kernel import jobs
from tests.alike import is_alike, is_outage

pytest_plugins = ["tests.faults.kill_databases"]

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HERE = Path(__file__).parent
# They take minutes and no part in the tests' own database: first, so that at the end no
# process is left alone with them.
LONG = {
    "faults/test_kill_points.py",
    "faults/test_redis_away.py",
    "faults/test_redis_forgets.py",
    "gateways/sudden_death/test_every_point.py",
    "shop/test_running.py",
    "shop/test_supervisor.py",
}
# The shell has no windows to draw and takes half the time.
BROWSERS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
FOUND = next((path for path in BROWSERS if Path(path).exists()), BROWSERS[-1])
CHROMIUM = Path(os.environ.get("CHROMIUM", FOUND))

# A busy machine is no failure.
hypothesis.settings.register_profile("shop", deadline=None)
hypothesis.settings.load_profile("shop")
SCRATCH = Path(tempfile.mkdtemp(prefix="shop-tests-"))


def _steer(var: Path) -> None:
    """Settings of the test run.  Read before any cache, file or database is used."""
    for folder in ("static", "media", "outbox"):
        (var / folder).mkdir(parents=True)
    settings.SHOP_VAR = var
    settings.MEDIA_ROOT = var / "media"
    settings.STATIC_ROOT = var / "static"
    settings.OUTBOX_DIR = var / "outbox"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    }
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        }
    }
    if settings.ON_SQLITE:  # a file: threads and the live server share it for real
        settings.DATABASES["default"]["TEST"]["NAME"] = str(var / "test.sqlite3")


_steer(SCRATCH)


def pytest_unconfigure() -> None:
    shutil.rmtree(SCRATCH, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What this machine or database can't do is left out, and the summary says so."""
    lacks = {
        "postgres": settings.ON_SQLITE and "NOT RUN: needs PostgreSQL (DATABASE_URL)",
        "browser": not CHROMIUM.exists() and f"NOT RUN: there is no {CHROMIUM}",
    }
    for item in items:
        for marker, reason in lacks.items():
            if reason and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))
        if is_alike(item):
            item.add_marker(pytest.mark.alike)
        if is_outage(item):
            item.add_marker(pytest.mark.outage)
    items.sort(key=lambda item: item.path.relative_to(HERE).as_posix() not in LONG)


@pytest.fixture(scope="session", autouse=True)
def _tables_are_emptied_our_way() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            TransactionTestCase, "_fixture_teardown", lambda case: empty_tables()
        )
        yield


@pytest.fixture(autouse=True)
def _alike() -> Iterator[None]:
    """Every test starts in the main language, with an empty cache; no gateway has
    failed yet, and nothing was found sold out."""
    cache.clear()
    watch.forget()
    sold_out.forget()
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def nudges(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Any, ...]]]:
    """What would have been sent to Celery, as `(task name, arguments)`."""
    jobs.broker.reset()
    sent: list[tuple[str, tuple[Any, ...]]] = []
    monkeypatch.setattr(
        jobs, "_send", lambda task, args: sent.append((task.name, args))
    )
    return sent


from tests.emptying import empty_tables  # noqa: E402 (needs settings from above)
from tests.laws import _laws_hold  # noqa: E402, F401 (needs NOON from above)
