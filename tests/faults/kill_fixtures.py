"""A set of processes for each test that kills."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.kill_shop import Shop, looking_at


@pytest.fixture
def shop(
    new_database: Callable[[], str], django_db_blocker, settings, tmp_path: Path
) -> Iterator[Shop]:
    with django_db_blocker.unblock(), looking_at(new_database()):
        shop = Shop(tmp_path)
        settings.SITE_URL = settings.PAYMENT_NOTIFY_BASE_URL = shop.url
        yield shop
        shop.close()
