"""A database and a set of processes for each test that kills."""

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.base.creation import TEST_DATABASE_PREFIX

from tests.faults.kill_shop import (
    Shop,
    drop_databases,
    fill,
    looking_at,
    make_database,
)

MOST_AT_A_TIME = 30


@pytest.fixture(scope="session")
def new_database(django_db_setup, django_db_blocker) -> Iterator[Callable[[], str]]:
    """Makes databases with one article each, all copied from the first one."""
    own, numbers, made = connection.settings_dict["NAME"], count(1), []
    filled = f"{own}_filled_{os.getpid()}"
    is_tests_own = own.startswith(TEST_DATABASE_PREFIX)

    def make() -> str:
        if len(made) >= MOST_AT_A_TIME:
            drop_databases(made)
        name = f"{filled}_{next(numbers)}"
        make_database(name, like=filled)
        made.append(name)
        return name

    with django_db_blocker.unblock():
        make_database(filled, like=own if is_tests_own else "template1")
        with looking_at(filled):
            fill()
        yield make
        drop_databases([*made, filled])


@pytest.fixture
def shop(
    new_database: Callable[[], str], django_db_blocker, settings, tmp_path: Path
) -> Iterator[Shop]:
    with django_db_blocker.unblock(), looking_at(new_database()):
        shop = Shop(tmp_path)
        settings.SITE_URL = settings.PAYMENT_NOTIFY_BASE_URL = shop.url
        yield shop
        shop.close()
