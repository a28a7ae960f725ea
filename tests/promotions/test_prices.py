"""A campaign's price is more than nothing: what is given away is a gift."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.catalog.factories import make_variant
from tests.promotions.flash_sales.factories import make_item
from tests.promotions.group_buys.factories import make_offer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [make_item, make_offer])
def test_the_database_refuses_another(make: Callable[..., Any]) -> None:
    with pytest.raises(IntegrityError, match="sane"), transaction.atomic():
        make(make_variant(), price="0.00")
