"""Public pages travel packed, pages about a person never."""

import gzip

import brotli
import pytest
from django.test import Client

from shop.compression import chosen

pytestmark = pytest.mark.django_db
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}


@pytest.mark.parametrize(
    ("accepted", "way"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0.1", "gzip"),
        ("br; q=0.000, gzip; q=0", None),
        ("brotli, x-gzip", None),
        ("*", None),
        ("", None),
        (",;q=,;;", None),
    ],
)
def test_takes_the_best_way_that_is_not_refused(accepted: str, way: str | None) -> None:
    assert chosen(accepted) == way


@pytest.mark.parametrize(
    ("way", "unpacked"), [("br", brotli.decompress), ("gzip", gzip.decompress)]
)
def test_a_packed_page_is_the_same_page(client: Client, way: str, unpacked) -> None:
    plain = client.get("/categories/")

    packed = client.get("/categories/", headers={"Accept-Encoding": way})

    assert packed.headers["Content-Encoding"] == way
    assert packed.headers["Content-Length"] == str(len(packed.content))
    assert unpacked(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 3


def test_a_cache_keeps_both_apart(client: Client) -> None:
    for headers in ({}, BROWSER):
        answer = client.get("/categories/", headers=headers)

        assert answer.headers["Vary"] == "Accept-Encoding"


def test_a_browser_that_has_the_page_gets_none(client: Client) -> None:
    tag = client.get("/categories/", headers=BROWSER).headers["ETag"]

    answer = client.get("/categories/", headers=BROWSER | {"If-None-Match": tag})

    assert tag.startswith('W/"')
    assert answer.status_code == 304
    assert answer.content == b""


@pytest.mark.parametrize("address", ["/cart/", "/account/login/", "/orders/find/"])
def test_a_page_with_a_token_goes_as_it_is(client: Client, address: str) -> None:
    answer = client.get(address, headers=BROWSER)

    assert "csrfmiddlewaretoken" in answer.content.decode() or address == "/cart/"
    assert "Content-Encoding" not in answer.headers
