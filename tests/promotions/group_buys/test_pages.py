"""What strangers, members and buyers see of a group buy."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from orders.models import Order
from orders.selectors.detail import order_page
from orders.services import expire_order
from orders.states import Actor
from payments.services import cancel_order
from promotions.group_buys.jobs import end_expired_teams
from promotions.models import GroupCampaign, GroupOffer, Team
from shop.kernel.clock import now
from tests.accounts.factories import make_user
from tests.catalog.factories import make_variant
from tests.promotions.group_buys.factories import (
    A_DAY,
    AN_HOUR,
    group_order,
    make_running,
    open_team,
    paid,
    team_of,
)
from tests.walks import HTMX, at_noon  # noqa: F401

pytestmark = pytest.mark.django_db
TEAM = "promotions/group_buys/_order.html"


@pytest.fixture
def offer() -> GroupOffer:
    moment = now()
    return make_running(
        make_variant(price="20.00", on_hand=30),
        starts_at=moment - AN_HOUR,
        ends_at=moment + A_DAY,
    )


@pytest.fixture
def team(offer: GroupOffer) -> Team:
    return open_team(offer, now=now(), owner=make_user(name="张三"))


def read(client: Client, team: Team) -> str:
    return client.get(reverse("promotions:team", args=[team.code])).content.decode()


@pytest.mark.parametrize("way", [{}, HTMX])
def test_who_finds_a_team_full_is_led_to_another_or_an_own_one(
    client, offer, team, way
) -> None:
    group_order(offer, team, now=now())
    other = open_team(offer, now=now())
    wanted = {"product": offer.campaign.product_id, "quantity": 1}

    answer = client.post(
        reverse("cart:add"),
        wanted | {"deal": f"group:{offer.pk}:{team.code}"},
        **way,
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This team is full by now" in page
    deals = re.findall(r'name="deal" value="([^"]*)"', page)
    assert deals == [f"group:{offer.pk}", f"group:{offer.pk}:{other.code}"]
    for deal in deals:
        answer = client.post(reverse("cart:add"), wanted | {"deal": deal})
        assert answer.url == reverse("orders:checkout")


def test_when_the_campaign_is_over_one_buys_without_it(client, offer, team) -> None:
    GroupCampaign.objects.update(paused_at=now())
    wanted = {"product": offer.campaign.product_id, "quantity": 1}

    answer = client.post(
        reverse("cart:add"), wanted | {"deal": f"group:{offer.pk}:{team.code}"}
    )

    assert "not on now" in answer.content.decode()
    assert 'name="deal"' not in answer.content.decode()


def test_a_stranger_reads_what_is_missing_and_joins(client, team) -> None:
    page = read(client, team)

    assert "1 more person" in page
    assert "张*" in page
    assert "张三" not in page
    deal = f"group:{team.campaign.offers.get().pk}:{team.code}"
    assert f'value="{deal}"' in page
    wanted = {"variant": team.campaign.offers.get().variant_id, "quantity": 1}
    answer = client.post(reverse("cart:add"), wanted | {"deal": deal}, follow=True)
    assert answer.request["PATH_INFO"] == reverse("orders:checkout")
    assert "Pay within 15 minutes of ordering" in answer.content.decode()


def test_the_page_is_the_same_for_its_leader_who_is_told_elsewhere(
    client, team
) -> None:
    before = read(client, team)
    order = team.seats.get().order_number
    client.force_login(team.seats.get().owner)

    assert read(client, team) == before
    here = client.get(reverse("accounts:here"), {"team": team.code}).json()
    assert here["team"] == reverse("orders:show", args=[order])


def test_a_full_team_leads_to_others_and_to_a_new_one(client, offer, team) -> None:
    moment = now()
    other = open_team(offer, now=moment)
    member = group_order(offer, team, now=moment)

    page = read(client, team)
    assert "last payments" in page
    assert reverse("promotions:team", args=[other.code]) in page
    assert "Start my own team" in page

    paid(member, now=moment)
    assert "is complete" in read(client, team)


def test_an_open_page_of_the_team_is_told_who_came_and_what_became_of_it(
    client, offer, team
) -> None:
    (place,) = re.findall(r'data-live="([^"]+)"', read(client, team))
    assert "1 more person" in client.get(place).content.decode()
    member = group_order(offer, team, now=now(), owner=make_user(name="李四"))

    page = client.get(place).content.decode()
    assert "李*" in page
    assert "last payments" in page
    assert page.count("data-told") == 1
    assert "aria-live" not in page

    paid(member, now=now())
    page = client.get(place).content.decode()
    assert "is complete" in page
    assert "data-live" not in page


def test_a_team_that_nobody_can_join_now_says_why(client, offer, team) -> None:
    GroupOffer.objects.update(unclaimed=0, set_aside=1)
    page = read(client, team)
    assert "Sold out at the group price" in page
    assert 'name="deal"' not in page

    GroupOffer.objects.update(unclaimed=1, set_aside=2)
    GroupCampaign.objects.update(paused_at=now())
    page = read(client, team)
    assert "This group buy is not on now" in page
    assert 'name="deal"' not in page


def test_a_team_can_be_joined_after_the_campaign_ended(client, offer, team) -> None:
    other = open_team(offer, now=now())
    group_order(offer, other, now=now())
    GroupCampaign.objects.update(ends_at=now())

    assert f'value="group:{offer.pk}:{team.code}"' in read(client, team)
    page = read(client, other)
    assert reverse("promotions:team", args=[team.code]) in page
    assert "Start my own team" not in page


def test_the_live_part_says_whether_friends_can_be_invited(client, offer, team) -> None:
    """The box beside it is hidden and shown by the stylesheet."""

    def asks_for_friends() -> tuple[bool, bool, bool]:
        page = read(client, team)
        (box,) = re.findall(r'<section class="panel share"[^>]*>', page) or [""]
        (place,) = re.findall(r'data-live="([^"]+)"', page) or [""]
        live = client.get(place).content.decode() if place else page
        return bool(box), "hidden" not in box, "data-invites" in live

    assert asks_for_friends() == (True, True, True)
    member = group_order(offer, team, now=now())
    assert asks_for_friends() == (True, False, False)
    expire_order(order_id=member.pk, now=member.pay_by)
    assert asks_for_friends() == (True, True, True)
    paid(group_order(offer, team, now=now()), now=now())
    assert asks_for_friends() == (False, True, False)  # complete for good


def test_an_expired_team_says_that_the_money_comes_back(client, team) -> None:
    assert "comes back by itself, usually within a few days" in read(client, team)
    end_expired_teams(team.expires_at)

    page = read(client, team)

    assert "was not complete in time" in page
    assert "takes a few days" in page
    assert "Join this team" not in page


def test_a_link_that_is_shared_has_a_picture_and_a_price(client, team) -> None:
    page = read(client, team)

    assert "5.00 instead of" in page
    assert 'property="og:title"' in page
    assert "share__code" in page


def test_an_unknown_team_is_not_found(client) -> None:
    assert client.get(reverse("promotions:team", args=["NOBODY"])).status_code == 404


def test_the_products_page_offers_both_ways(client, offer, team) -> None:
    slug = offer.variant.product.slug
    page = client.get(reverse("catalog:product", args=[slug])).content.decode()

    assert "Buy alone" in page
    assert f'value="group:{offer.pk}"' in page
    assert f'value="group:{offer.pk}:{team.code}"' in page
    assert strong(page) == {f"group:{offer.pk}"}


def test_the_products_page_leads_to_no_team_of_a_campaign_before(
    client, offer, team
) -> None:
    GroupCampaign.objects.update(ends_at=now())
    after = make_running(offer.variant, starts_at=now(), ends_at=now() + A_DAY)

    slug = offer.variant.product.slug
    page = client.get(reverse("catalog:product", args=[slug])).content.decode()

    assert f'value="group:{after.pk}"' in page
    assert team.code not in page


def test_the_usual_ways_are_the_strong_ones_again_once_it_is_sold_out(
    client, offer
) -> None:
    GroupOffer.objects.update(unclaimed=0)
    slug = offer.variant.product.slug
    page = client.get(reverse("catalog:product", args=[slug])).content.decode()

    assert strong(page) == {"now"}
    assert "Add to cart" in page


def strong(page: str) -> set[str]:
    """What the strong buttons send."""
    return set(re.findall(r'btn--primary"[^>]*value="([^"]*)"', page))


def test_the_list_shows_what_runs(client, offer) -> None:
    page = client.get(reverse("promotions:group-buys")).content.decode()

    assert offer.variant.product.name in page


def test_the_order_says_how_many_are_missing_and_leads_to_the_team(team) -> None:
    order = Order.objects.get(number=team.seats.get().order_number)

    page = order_page(order, now=now())

    assert page.panels[0].facts.places_left == 1
    assert page.panels[0].facts.url == reverse("promotions:team", args=[team.code])


def test_who_has_left_a_team_is_not_asked_to_invite_to_it(offer) -> None:
    GroupCampaign.objects.update(size=3)
    offer.campaign.refresh_from_db()
    moment = now()
    leader = paid(group_order(offer, now=moment), now=moment)
    member = paid(group_order(offer, team_of(leader), now=moment), now=moment)

    cancel_order(order_id=leader.pk, now=moment, actor=Actor.BUYER)

    leader.refresh_from_db()
    assert TEAM not in {one.template for one in order_page(leader, now=moment).panels}
    assert TEAM in {one.template for one in order_page(member, now=moment).panels}


def test_who_has_paid_reads_whom_it_waits_for_and_invites_them(client, team) -> None:
    seat = team.seats.get()
    client.force_login(seat.owner)

    page = client.get(reverse("payments:done", args=[seat.order_number]))

    text = page.content.decode()
    assert "1 more person" in text
    assert reverse("promotions:team", args=[team.code]) in text
    assert "Expected between" not in text
