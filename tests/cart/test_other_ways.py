"""What a campaign refuses has its other ways beside it in the basket, by the rule of
the check-out."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cart.models import CartLine
from catalog.models import Variant
from promotions.flash_sales.running import open_session
from promotions.models import FlashItem, GroupOffer, Team
from shop.kernel.clock import now
from tests.catalog.factories import make_variant
from tests.promotions.flash_sales.factories import make_item
from tests.promotions.group_buys.factories import (
    A_DAY,
    AN_HOUR,
    group_order,
    make_running,
    open_team,
)
from tests.walks import HTMX, asked, text_of

pytestmark = pytest.mark.django_db
CART, ADD = "/cart/", "/cart/add/"


@pytest.fixture
def pot() -> Variant:
    return make_variant(price="20.00", on_hand=30)


@pytest.fixture
def offer(pot: Variant) -> GroupOffer:
    at = now()
    return make_running(pot, starts_at=at - AN_HOUR, ends_at=at + A_DAY)


@pytest.fixture
def team(offer: GroupOffer) -> Team:
    return open_team(offer, now=now())


@pytest.fixture
def client(offer: GroupOffer, team: Team) -> Client:
    """With a place in the team in the basket, and a plate."""
    client = Client()
    buy(client, offer.variant_id, f"group:{offer.pk}:{team.code}")
    client.post(ADD, {"variant": make_variant().pk, "quantity": 1})
    return client


def buy(client: Client, variant_id: int, deal: str) -> None:
    client.post(ADD, {"variant": variant_id, "quantity": 1, "deal": deal})


def line_of(variant_id: int) -> CartLine:
    return CartLine.objects.get(variant=variant_id)


def ways(page: str) -> list[str]:
    return re.findall(r'name="deal" value="([^"]*)"', page)


def choose(client: Client, line: CartLine, way: str, **headers: str) -> object:
    return client.post(f"/cart/lines/{line.pk}/otherwise/", {"deal": way}, **headers)


def test_a_full_team_has_them_at_a_query_and_an_open_one_none(
    client, offer, team
) -> None:
    with CaptureQueriesContext(connection) as before:
        assert not ways(text_of(client.get(CART)))
    group_order(offer, team, now=now())
    other = open_team(offer, now=now())

    with CaptureQueriesContext(connection) as after:
        page = text_of(client.get(CART))

    deal = f"group:{offer.pk}"
    assert ways(page) == [deal, f"{deal}:{other.code}", "usual"]
    assert "This team is full by now" in page
    assert asked(after) == asked(before) + 1


def test_another_team_leads_to_the_check_out(client, offer, team) -> None:
    group_order(offer, team, now=now())
    other = open_team(offer, now=now())
    line = line_of(offer.variant_id)

    answer = choose(client, line, f"group:{offer.pk}:{other.code}", **HTMX)

    line.refresh_from_db()
    assert answer.headers["HX-Redirect"] == "/checkout/"
    assert (line.deal_team, line.is_selected) == (other.code, True)


def test_the_usual_price_keeps_the_rest_of_the_basket(client, offer, team) -> None:
    group_order(offer, team, now=now())
    line = line_of(offer.variant_id)

    page = text_of(choose(client, line, "usual", **HTMX))

    assert (not ways(page), "Check out (2)" in page) == (True, True)
    assert "The price went" not in page  # it was chosen just now
    assert line_of(offer.variant_id).deal is None


def test_what_is_gone_or_odd_changes_nothing(client, offer, team) -> None:
    group_order(offer, team, now=now())
    line = line_of(offer.variant_id)

    for way, told in {
        f"group:{offer.pk}:{team.code}": "This team is full",
        "nonsense": "This offer is over",
        "": "This offer is over",
    }.items():
        page = text_of(choose(client, line, way, **HTMX))

        assert told in page
        assert line_of(offer.variant_id).deal_team == team.code


def test_a_flash_piece_that_is_gone_is_there_at_the_usual_price(pot: Variant) -> None:
    at = now()
    item = make_item(pot, starts_at=at - AN_HOUR, ends_at=at + AN_HOUR)
    open_session(session_id=item.session_id, now=at)
    client = Client()
    buy(client, pot.pk, f"flash:{item.pk}")
    FlashItem.objects.update(unclaimed=0)

    assert ways(text_of(client.get(CART))) == ["usual"]
    Variant.objects.update(on_hand=0, reserved=0)
    assert not ways(text_of(client.get(CART)))
