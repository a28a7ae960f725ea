"""Who finds a team full at the check-out is offered others, an own one, or to buy
alone; what was filled in stays."""

import re

import pytest
from django.test import Client

from cart.models import CartLine
from orders.models import Order
from promotions.group_buys.jobs import end_expired_teams
from promotions.models import GroupOffer, Team
from shop.kernel.clock import now
from tests.cart.factories import make_rate
from tests.catalog.factories import make_variant
from tests.promotions.group_buys.factories import (
    A_DAY,
    AN_HOUR,
    group_order,
    make_running,
    open_team,
    team_of,
)
from tests.walks import checkout_form, text_of

pytestmark = pytest.mark.django_db
CHECKOUT = "/checkout/"


@pytest.fixture
def offer() -> GroupOffer:
    make_rate("standard", fee="12.00")
    at = now()
    pot = make_variant(price="20.00", on_hand=30)
    return make_running(pot, starts_at=at - AN_HOUR, ends_at=at + A_DAY)


@pytest.fixture
def team(offer: GroupOffer) -> Team:
    return open_team(offer, now=now())


@pytest.fixture
def client(offer: GroupOffer, team: Team) -> Client:
    """On the way into the team, when its last place is taken."""
    client = Client()
    client.post(
        "/cart/add/",
        {
            "variant": offer.variant_id,
            "quantity": 1,
            "deal": f"group:{offer.pk}:{team.code}",
        },
    )
    group_order(offer, team, now=now())
    return client


def sent(**said: object) -> dict[str, object]:
    return checkout_form(CartLine.objects.get().cart, seen_total="17.00") | said


def ways(page: str) -> list[str]:
    return re.findall(r'name="deal" value="([^"]*)"', page)


def test_offers_other_teams_an_own_one_and_to_buy_alone(client, offer, team) -> None:
    other = open_team(offer, now=now())

    for answer in (client.post(CHECKOUT, sent()), client.get(CHECKOUT)):
        page = text_of(answer)
        assert answer.status_code == 409
        assert "This team is full by now" in page
        deal = f"group:{offer.pk}"
        assert ways(page) == [deal, f"{deal}:{other.code}", "usual"]


@pytest.mark.parametrize("way", ["another team", "an own team", "usual"])
def test_each_way_leads_on_with_what_was_filled_in(client, offer, team, way) -> None:
    other = open_team(offer, now=now())
    page = text_of(client.post(CHECKOUT, sent()))
    assert 'name="detail" value="88 Wensan Road"' in page
    places = {"another team": f":{other.code}", "an own team": ""}
    deal = f"group:{offer.pk}{places[way]}" if way in places else "usual"
    total = "32.00" if way == "usual" else "17.00"

    answer = client.post(CHECKOUT, sent(deal=deal))
    assert answer.status_code == 200
    assert "88 Wensan Road" in text_of(answer)
    assert f"¥{total}" in text_of(answer)

    client.post(CHECKOUT, sent(seen_total=total))
    order = Order.objects.latest("pk")
    assert order.detail == "88 Wensan Road"
    assert order.promises == ("" if way == "usual" else "group")
    if way != "usual":
        assert (team_of(order) == other) is (way == "another team")


def test_says_so_again_where_the_other_way_is_gone_too(client, offer, team) -> None:
    other = open_team(offer, now=now())
    client.post(CHECKOUT, sent())
    end_expired_teams(other.expires_at)

    answer = client.post(CHECKOUT, sent(deal=f"group:{offer.pk}:{other.code}"))

    assert answer.status_code == 409
    assert "time is over" in text_of(answer)
    assert f"group:{offer.pk}" in ways(text_of(answer))


def test_what_was_sent_beside_the_form_breaks_nothing(client, team) -> None:
    answer = client.post(CHECKOUT, sent(items="odd"))

    assert answer.status_code == 409
    assert 'name="items" value="odd"' in text_of(answer)


def test_an_odd_way_changes_nothing(client, offer, team) -> None:
    for said in ("", "nonsense", "group:1:" + "X" * 40, "flash:9"):
        answer = client.post(CHECKOUT, sent(deal=said))

        assert answer.status_code == 409
        line = CartLine.objects.get()
        assert (line.deal_kind, line.deal_team) == ("group", team.code)
