"""What these tests speak to is a gateway: the kind of database is beside the point,
except where they say that it is not.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents and not item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.gateway)
