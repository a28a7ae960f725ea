"""Search engines find every public page in every language, and nothing private."""

import re

import pytest
from django.test import Client

from catalog.models import Product
from shop.sitemaps import ProductPages
from tests.catalog.factories import make_category, make_shelf_of, make_variant

pytestmark = pytest.mark.django_db


def locations(client: Client, address: str = "/sitemap.xml") -> set[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    found = re.findall(r"<loc>(.*?)</loc>", answer.content.decode())
    return {place.removeprefix("http://testserver") for place in found}


def test_every_public_page_is_listed_in_both_languages(client: Client) -> None:
    shelf = make_shelf_of(1)
    product = shelf.products.get()
    pages = [
        "/",
        "/categories/",
        f"/categories/{shelf.slug}/",
        f"/products/{product.slug}/",
    ]

    assert locations(client) == {*pages, *(f"/zh-hans{page}" for page in pages)}


def test_each_names_its_twin(client: Client) -> None:
    make_shelf_of(1)

    xml = client.get("/sitemap.xml").content.decode()

    assert 'hreflang="zh-hans" href="http://testserver/zh-hans/categories/"' in xml
    assert 'hreflang="x-default" href="http://testserver/categories/"' in xml


def test_what_cannot_be_seen_is_not_listed(client: Client) -> None:
    hidden = make_category(is_visible=False)
    draft = make_variant().product
    Product.objects.update(status=Product.Status.DRAFT)

    places = " ".join(locations(client))

    assert hidden.slug not in places
    assert draft.slug not in places


def test_many_addresses_are_split_into_files(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_shelf_of(3)
    monkeypatch.setattr(ProductPages, "limit", 4)

    files = locations(client)

    assert "/sitemap-products.xml?p=2" in files
    assert len(locations(client, "/sitemap-products.xml?p=2")) == 2


@pytest.mark.parametrize(
    "address", ["/sitemap-none.xml", "/sitemap-products.xml?p=9", "/sitemap.xml?p=x"]
)
def test_a_file_that_is_not_there(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_robots_keep_out_of_what_is_private(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /cart/" in text
    assert "Disallow: /zh-hans/account/" in text
    assert re.search(r"^Sitemap: http.*/sitemap\.xml$", text, re.MULTILINE)
