"""Help is for everybody, the same for each, in both languages."""

from decimal import Decimal

import pytest
from django.test import Client

from tests.accounts.factories import make_user
from tests.cart.factories import make_rate

pytestmark = pytest.mark.django_db
PAGES = ["/support/", "/support/privacy/", "/support/terms/"]


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
@pytest.mark.parametrize("path", PAGES)
def test_is_the_same_for_everybody(client: Client, prefix: str, path: str) -> None:
    stranger = client.get(prefix + path)
    client.force_login(make_user())
    known = client.get(prefix + path)

    assert stranger.status_code == 200
    assert stranger.content == known.content
    assert stranger["Cache-Control"].startswith("public")
    assert not stranger.cookies
    assert not known.cookies


def test_says_what_delivery_costs_today(client: Client) -> None:
    rate = make_rate(fee="12.00", free_from="199.00")

    page = client.get("/support/").content.decode()
    assert "¥12.00" in page
    assert "¥199.00" in page

    rate.fee = Decimal("15.00")
    rate.save()
    assert "¥15.00" in client.get("/support/").content.decode()


def test_hides_what_is_not_offered(client: Client) -> None:
    rate = make_rate()
    rate.name, rate.is_active = "Zeppelin", False
    rate.save()

    assert "Zeppelin" not in client.get("/support/").content.decode()


def test_says_how_long_an_order_waits(client: Client, settings) -> None:
    minutes = int(settings.ORDER_UNPAID_AFTER.total_seconds() // 60)

    for path in ("/support/", "/support/terms/"):
        assert f"{minutes} minutes" in client.get(path).content.decode()


def test_says_how_to_reach_us(client: Client, settings) -> None:
    page = client.get("/support/").content.decode()

    assert f"mailto:{settings.DEFAULT_FROM_EMAIL}" in page
