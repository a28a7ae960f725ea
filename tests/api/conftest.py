"""Who shops in these tests."""

import pytest

from tests.api.buyer import Buyer, make_buyer


@pytest.fixture
def mei() -> Buyer:
    return make_buyer()
