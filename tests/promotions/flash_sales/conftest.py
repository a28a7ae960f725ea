from datetime import timedelta

import pytest

from catalog.models import Variant
from tests.catalog.factories import make_variant
from tests.conftest import NOON


@pytest.fixture
def pot() -> Variant:
    return make_variant(price="20.00", on_hand=50, now=NOON - timedelta(days=90))
