"""A database for each test that kills, whichever folder it is in.

A plugin of the whole run: a session's fixture that two folders import is two fixtures.
"""

import os
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.backends.base.creation import TEST_DATABASE_PREFIX

MOST_AT_A_TIME = 30
# A server of CI's own goes away with all of them; dropping each waits for a checkpoint.
IS_THROWAWAY = os.environ.get("CI") == "true"


@pytest.fixture(scope="session")
def new_database(django_db_setup, django_db_blocker) -> Iterator[Callable[[], str]]:
    """Makes databases with one article each, all copied from the first one."""
    from tests.faults.kill_shop import (  # not before Django is set up
        drop_databases,
        fill,
        looking_at,
        make_database,
    )

    own, numbers, made = connection.settings_dict["NAME"], count(1), []
    filled = f"{own}_filled_{os.getpid()}"
    is_tests_own = own.startswith(TEST_DATABASE_PREFIX)

    def make() -> str:
        if len(made) >= MOST_AT_A_TIME and not IS_THROWAWAY:
            drop_databases(made)
        name = f"{filled}_{next(numbers)}"
        make_database(name, like=filled)
        made.append(name)
        return name

    with django_db_blocker.unblock():
        make_database(filled, like=own if is_tests_own else "template1")
        with looking_at(filled):
            if not is_tests_own:
                call_command("migrate", verbosity=0)
            fill()
        yield make
        if not IS_THROWAWAY:
            drop_databases([*made, filled])
