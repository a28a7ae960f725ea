"""A pattern finds what Django's own look-ups find, marks of its language included."""

import pytest

from catalog.models import Product
from shop.kernel.like import containing, starting_with
from tests.catalog.factories import make_product

pytestmark = pytest.mark.django_db


def test_finds_what_starts_with_and_contains_find() -> None:
    for place, name in enumerate(("50% off", "50 cups", "5_0", "50_x", r"a\b", "ab")):
        make_product(slug=f"p{place}", name=name)
    goods = Product.objects.order_by("pk")

    for text in ("50", "50%", "%", "_", "5_", "\\", "b", "nothing"):
        starts, has = starting_with(text), containing(text)
        assert [*goods.filter(name__like=starts)] == [
            *goods.filter(name__startswith=text)
        ]
        assert [*goods.filter(name__like=has)] == [*goods.filter(name__contains=text)]
