"""Questions that are asked together are answered as though each was asked alone."""

from datetime import datetime
from typing import Any

import pytest
from django.db.models import Exists, F, OuterRef, Sum, Value

from accounts.models import User
from catalog.models import OptionValue, PriceLog, Product, Variant
from promotions.models import ScheduledPrice
from shop.kernel.together import CountOf, Questions, at_once, together
from tests.catalog.factories import make_option, make_product, make_variant
from tests.conftest import NOON
from tests.promotions.factories import DAY, make_sale

pytestmark = pytest.mark.django_db


def questions(product_ids: list[int], slug: str, now: datetime) -> Questions:
    """Of every shape that pages read: rows, values, lists, numbers, moments, texts."""
    goods = Product.objects.filter(pk__in=product_ids)
    variants = Variant.objects.filter(product__in=product_ids)
    sold = Variant.objects.filter(product=OuterRef("pk"), on_hand__gt=0)
    options = OptionValue.objects.filter(option__product__in=product_ids)
    return {
        "goods": goods.order_by("-pk").annotate(there=Exists(sold)),
        "values": options.select_related("option__product").order_by("-position"),
        "sales": ScheduledPrice.objects.running(now).order_by("-price")[:3],
        "prices": variants.order_by("price").values(
            "sku", "compare_at", charged=F("price")
        ),
        "skus": variants.order_by("-sku").values_list("sku", flat=True),
        "in_their_order": variants,
        "left": variants.order_by().values("product").annotate(n=Sum("on_hand")),
        "slug": Product.objects.filter(slug=slug).values_list("name", "translations"),
        "log": PriceLog.objects.order_by("-pk").values(
            "at", "at__date", "at__time", "price", "variant__sku"
        ),
        "nobody": User.objects.filter(email=slug),
        "nothing": Product.objects.none(),
    }


asked = together(questions)


def compared(row: Any) -> Any:
    return vars(row) | {"_state": None} if hasattr(row, "pk") else row


def test_each_is_answered_by_the_same_rows(django_assert_num_queries: Any) -> None:
    words = 'Tee 🫖 "gut", \\ 茶\n'
    pot, cup = (
        make_product(name=words, translations={"zh-hans": {"name": words}}, slug=slug)
        for slug in ("pot", "cup")
    )
    small, large = make_option(pot, "Size", "S", "L")
    for product, price, sizes in (
        (pot, "19.99", [small.pk]),
        (pot, "5.00", [large.pk]),
        (cup, "700000000.01", []),
    ):
        variant = make_variant(product=product, price=price, value_ids=sizes)
        make_sale(variant, "1.50", ends_at=NOON + DAY)

    for product_ids in ([pot.pk, cup.pk], [pot.pk], [cup.pk], [0]):
        given = {"product_ids": product_ids, "slug": "cup", "now": NOON}
        alone = {name: list(rows) for name, rows in questions(**given).items()}

        with django_assert_num_queries(1):
            found = asked(**given)

        assert list(found) == list(alone)
        for name, rows in alone.items():
            assert found[name] == rows
            assert [compared(row) for row in found[name]] == [*map(compared, rows)]
        with django_assert_num_queries(0):
            assert all(value.option.product.pk == pot.pk for value in found["values"])


def test_counts_and_asks_anew_what_is_never_the_same(
    django_assert_num_queries: Any,
) -> None:
    for slug in "abc":
        make_product(slug=slug)
    goods = Product.objects.order_by("-slug")

    with django_assert_num_queries(1):
        found = at_once(
            {
                "most": CountOf(goods.exclude(slug="a")),
                "none": CountOf(goods.none()),
                "slugs": goods.values_list("slug", flat=True)[:2],
            }
        )

    assert found == {"most": 2, "none": 0, "slugs": ["c", "b"]}


def test_brings_nothing_that_would_come_changed() -> None:
    asks = together(lambda: {"means": Variant.objects.values(half=Value(0.1))})

    with pytest.raises(TypeError, match="FloatField"):
        asks()
