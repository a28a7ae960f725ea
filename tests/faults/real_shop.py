"""Real processes of a filled shop, for tests that take something away from it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.shop_process import (
    ShopProcess,
    copy_of,
    drop_database,
    make_template,
)


@pytest.fixture(scope="session")
def filled_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShopProcess]:
    """Made once; every test has a copy."""
    shop = make_template(tmp_path_factory.mktemp("filled"))
    yield shop
    drop_database(shop)


@pytest.fixture
def real_shop(filled_shop: ShopProcess, tmp_path: Path) -> Iterator[ShopProcess]:
    """Nothing of it runs yet."""
    shop = copy_of(filled_shop, tmp_path)
    yield shop
    shop.stop()
    drop_database(shop)
