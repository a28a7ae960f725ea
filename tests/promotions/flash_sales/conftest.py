import pytest

from catalog.models import Variant
from tests.catalog.factories import make_variant


@pytest.fixture
def pot() -> Variant:
    return make_variant(price="20.00", on_hand=50)
