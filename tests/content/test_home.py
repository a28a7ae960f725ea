"""The home page shows running banners and the catalogue, the same for everybody."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from catalog.models import Product
from shop.content.models import Banner
from shop.kernel import clock
from tests.catalog.factories import make_category, make_shelf_of
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock.timezone, "now", lambda: NOON)


def make_banner(title: str, **overrides: Any) -> Banner:
    return Banner.objects.create(title=title, image="banners/none.webp", **overrides)


def home(client: Client, address: str = "/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_banner_runs_from_its_start_until_its_end(client: Client) -> None:
    make_banner("Always")
    make_banner("Just begun", starts_at=NOON)
    make_banner("Not yet", starts_at=NOON + HOUR)
    make_banner("Over", starts_at=NOON - HOUR, ends_at=NOON)
    make_banner("Hidden", is_active=False)

    html = home(client)

    assert "Always" in html
    assert "Just begun" in html
    for gone in ("Not yet", "Over", "Hidden"):
        assert gone not in html


def test_a_banner_leads_to_its_category_unless_that_is_hidden(client: Client) -> None:
    make_banner("Shown", category=make_category(slug="tea"))
    make_banner("Dark", category=make_category(slug="secret", is_visible=False))

    html = home(client)

    assert "/categories/tea/" in html
    assert "/categories/secret/" not in html


def test_a_banner_speaks_the_language_of_the_page(client: Client) -> None:
    make_banner("A table", translations={"zh-hans": {"title": "一张桌"}})

    assert "一张桌" in home(client, "/zh-hans/")
    assert "A table" in home(client)


def test_what_comes_out_tomorrow_is_not_new_today(client: Client) -> None:
    make_shelf_of(1)
    Product.objects.update(name="Tomorrow", published_at=NOON + HOUR)

    assert "Tomorrow" not in home(client)


def test_an_empty_shop_has_a_home_page(client: Client) -> None:
    assert "<h1" in home(client)


@pytest.mark.parametrize("count", [2, 30])
def test_as_many_queries_whatever_is_on_sale(
    count: int, client: Client, django_assert_num_queries: Any
) -> None:
    make_shelf_of(count)
    Product.objects.filter(pk__in=Product.objects.values("pk")[:9]).update(
        is_featured=True
    )
    for number in range(count):
        make_banner(f"Banner {number}")

    with django_assert_num_queries(3):
        client.get("/")


def test_a_signed_in_shopper_gets_the_same_bytes(client: Client) -> None:
    make_shelf_of(2)
    somebody = Client()
    somebody.force_login(get_user_model().objects.create(email="mei@example.com"))

    public, personal = client.get("/"), somebody.get("/")

    assert public.content == personal.content
    assert not personal.cookies
