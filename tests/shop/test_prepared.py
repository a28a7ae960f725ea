"""A prepared query answers like the queryset it was made of, each time anew."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, connections, transaction
from django.db.models import Exists, OuterRef, QuerySet

from catalog.models import Product, Variant
from shop.kernel.prepared import prepared
from tests.catalog.factories import NOON, make_product, make_variant

pytestmark = pytest.mark.django_db


@prepared
def _called(slug: str) -> QuerySet[Product]:
    return Product.objects.exclude(status="draft").filter(slug=slug)


@prepared
def _among(ids: list[int], least: int) -> QuerySet[Variant]:
    stocked = Variant.objects.filter(on_hand__gte=least).select_related("product")
    return stocked.filter(pk__in=ids).order_by("-pk")


def test_gives_rows_as_the_queryset_does() -> None:
    one, other = make_product(slug="one"), make_product(slug="other")

    assert (_called(slug="one"), _called(slug="other")) == ([one], [other])
    assert _called("one")[0].name == one.name
    assert _called(slug="none") == []


def test_looks_anew_each_time() -> None:
    assert _called(slug="late") == []

    late = make_product(slug="late")

    assert _called(slug="late") == [late]


def test_is_put_together_once(django_assert_num_queries) -> None:
    built = []

    @prepared
    def stocked(least: int) -> QuerySet[Variant]:
        built.append(least)
        return Variant.objects.filter(on_hand__gte=least)

    with django_assert_num_queries(3):
        for least in (1, 2, 3):
            stocked(least=least)

    assert len(built) == 2  # and once more, to be checked


def test_takes_any_number_of_values_to_be_among(django_assert_num_queries) -> None:
    one, two, three = (make_variant(on_hand=stock) for stock in (30, 20, 10))

    with django_assert_num_queries(2):
        ids = [one.pk, one.pk, two.pk, three.pk]
        assert _among(ids=ids, least=15) == [two, one]
        assert _among(ids={three.pk}, least=5)[0].product.pk == three.product_id
    with django_assert_num_queries(0):
        assert _among(ids=[], least=15) == []


def test_reads_values_and_annotations() -> None:
    sold_out = make_variant(on_hand=0)
    offered = make_variant(on_hand=3)

    @prepared
    def rows(since: object) -> QuerySet[Product, dict[str, object]]:
        stock = Variant.objects.sellable().filter(product=OuterRef("pk"))
        new = Product.objects.filter(created_at__gt=since).order_by("pk")
        return new.values("pk", in_stock=Exists(stock))

    assert rows(since=NOON - timedelta(days=9999)) == [
        {"pk": sold_out.product_id, "in_stock": False},
        {"pk": offered.product_id, "in_stock": True},
    ]
    assert rows(since=NOON + timedelta(days=9999)) == []


def test_reads_single_columns() -> None:
    variant = make_variant(price="12.50")

    @prepared
    def prices(pk: int) -> QuerySet[Variant, object]:
        return Variant.objects.filter(pk=pk).values_list("price", flat=True)

    assert prices(pk=variant.pk) == [variant.price]


def test_nothing_equals_none() -> None:
    make_product(slug="one")
    _called(slug="one")

    with pytest.raises(TypeError, match="None"):
        _called(slug=None)


def test_refuses_what_a_column_holds_otherwise() -> None:
    @prepared
    def cheap(most: int) -> QuerySet[Variant]:
        return Variant.objects.filter(price__lte=most)

    with pytest.raises(TypeError, match="another form"):
        cheap(most=20)


def test_asks_one_question_only() -> None:
    @prepared
    def fetched(pk: int) -> QuerySet[Product]:
        return Product.objects.filter(pk=pk).prefetch_related("variants")

    with pytest.raises(TypeError, match="prefetch"):
        fetched(pk=1)


@pytest.mark.django_db(transaction=True)
def test_locks_nothing_outside_of_a_transaction() -> None:
    @prepared
    def locked(pk: int) -> QuerySet[Product]:
        return Product.objects.select_for_update().filter(pk=pk)

    product = make_product()
    with transaction.atomic():
        assert locked(pk=product.pk) == [product]

    if connection.features.has_select_for_update:
        with pytest.raises(transaction.TransactionManagementError):
            locked(pk=product.pk)


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection() -> None:
    product, found = make_product(slug="one"), []

    def ask() -> None:
        found.append((_called(slug="one"), connection.connection))
        connections.close_all()

    ask_here = _called(slug="one")
    thread = Thread(target=ask)
    thread.start()
    thread.join()

    assert (ask_here, found[0][0]) == ([product], [product])
    assert found[0][1] is not connection.connection
