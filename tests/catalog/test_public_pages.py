"""Public pages are the same bytes for everybody, in a fixed number of queries."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.catalog.factories import (
    make_category,
    make_filter,
    make_option,
    make_shelf_of,
    make_variant,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses() -> list[str]:
    """One address of every kind of public page of the catalogue."""
    category = make_shelf_of(2, *make_filter("Material", "Glass"))
    product = category.products.first()
    return [
        "/categories/",
        f"/categories/{category.slug}/",
        f"/products/{product.slug}/",
        "/search/",
        "/search/?q=teapot",
    ]


def in_both_languages(addresses: list[str]) -> list[str]:
    return [*addresses, *(f"/zh-hans{address}" for address in addresses)]


def test_every_page_answers_in_both_languages(
    client: Client, addresses: list[str]
) -> None:
    for address in in_both_languages(addresses):
        answer = client.get(address)

        language = "zh-hans" if address.startswith("/zh") else "en"
        assert answer.status_code == 200, address
        assert f'<html lang="{language}"' in answer.content.decode()


def test_a_signed_in_shopper_gets_the_same_bytes(
    client: Client, addresses: list[str]
) -> None:
    somebody = Client()
    user = get_user_model().objects.create(email="mei@example.com", is_superuser=True)
    somebody.force_login(user)

    for address in in_both_languages(addresses):
        public, personal = client.get(address), somebody.get(address)

        assert public.content == personal.content, address
        assert not public.cookies
        assert not personal.cookies
        assert personal.headers["Cache-Control"].startswith("public")
        assert "Cookie" not in personal.headers.get("Vary", "")


def test_a_page_does_not_look_at_who_fetches_it(
    client: Client, addresses: list[str]
) -> None:
    for address in addresses:
        plain = client.get(address)
        swapped = client.get(address, headers={"HX-Request": "true"})

        assert plain.content == swapped.content


@pytest.mark.parametrize("count", [2, 23])
def test_a_category_takes_as_many_queries_however_full(
    count: int, client: Client, django_assert_num_queries: Any
) -> None:
    category = make_shelf_of(count, *make_filter("Material", "Glass", "Wood"))
    make_shelf_of(count, category=make_category(parent=category))

    with django_assert_num_queries(4):
        client.get(f"/categories/{category.slug}/?f-material=glass&stock=1")


@pytest.mark.parametrize("count", [2, 23])
def test_all_categories_take_as_many_queries_however_full(
    count: int, client: Client, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        make_shelf_of(2)

    with django_assert_num_queries(2):
        client.get("/categories/")


@pytest.mark.parametrize("count", [2, 12])
def test_a_product_takes_as_many_queries_however_many_variants(
    count: int, client: Client, django_assert_num_queries: Any
) -> None:
    shelf = make_shelf_of(count, *make_filter("Material", "Glass", "Wood"))
    product = shelf.products.first()
    for value in make_option(product, "Size", *map(str, range(count))):
        make_variant(product=product, value_ids=[value.pk])

    with django_assert_num_queries(3):
        client.get(f"/products/{product.slug}/")


@pytest.mark.parametrize("count", [2, 23])
def test_a_search_takes_as_many_queries_whatever_it_finds(
    count: int, client: Client, django_assert_num_queries: Any
) -> None:
    make_shelf_of(count, *make_filter("Material", "Glass"))

    with django_assert_num_queries(3):
        client.get("/search/?q=teapot&sort=price")


HOSTILE = [
    "sort=",
    "sort=drop",
    "min=abc&max=1e999",
    "min=NaN&max=Infinity",
    "min=-1&max=" + "9" * 500,
    "page=abc",
    "page=-1",
    "page=0",
    "f-=x&f-material=&f-" + "m" * 500 + "=x",
    "f-material=" + "x" * 20_000,
    "&".join(f"f-a{n}=b" for n in range(300)),
    "stock=yes&stock=1&stock[]=2",
    "q=" + "x" * 20_000,
    "q=%F0%9F%AB%96+%E8%8C%B6",
    "q=%FF%FE",
    "q=" + "%27%22%3C%3E%25%5F",
    "%5B%5D=1&=&&&",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_odd_parameters_are_ignored(client: Client, query: str) -> None:
    category = make_shelf_of(1, *make_filter("Material", "Glass"))

    for address in (f"/categories/{category.slug}/", "/search/", "/categories/"):
        assert client.get(f"{address}?{query}").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/categories/none/",
        "/products/none/",
        "/products/%00/",
        "/products/" + "x" * 9000 + "/",
        "/search/?q=a&page=999",
    ],
)
def test_what_is_not_there_is_a_clear_page(client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code in (400, 404)


def test_nothing_can_be_posted_to_a_public_page(
    client: Client, addresses: list[str]
) -> None:
    for address in addresses:
        assert client.post(address).status_code == 405
        assert client.head(address).status_code == 200
