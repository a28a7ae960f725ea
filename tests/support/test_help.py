"""Help is for everybody, the same for each, in both languages."""

from decimal import Decimal

import pytest
from django.test import Client

from tests.accounts.factories import make_user
from tests.cart.factories import make_rate, make_tariff

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


def test_says_what_delivery_costs_by_weight_and_region(
    client: Client, django_assert_num_queries
) -> None:
    figures = {"extra_units": 500, "extra_fee": Decimal(4), "basis": "weight"}
    rate = make_rate(fee="12.00", first_units=1000, **figures)
    make_tariff(rate, "西藏自治区", "青海省", fee="30.00", free_pieces=2)
    make_tariff(rate, "新疆维吾尔自治区", is_delivered=False)

    with django_assert_num_queries(3):
        page = client.get("/support/").content.decode()

    assert "¥12.00 up to 1 kg, then ¥4.00 per 500 g" in page
    assert "Tibet · Qinghai" in page
    assert "¥30.00" in page
    assert "free from 2 pieces" in page
    assert "not delivered there" in page


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
