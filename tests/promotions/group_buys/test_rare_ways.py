"""What rarely happens to a team: its clock, its leader, and campaigns that end or pause."""

from datetime import timedelta

import pytest

from cart.errors import DealOver
from catalog.models import Variant
from orders.errors import CartChanged
from orders.services import cancel_order
from orders.states import Actor
from promotions.group_buys.errors import TeamNotToComplete
from promotions.group_buys.jobs import close_group_buys, end_expired_teams
from promotions.group_buys.selectors import open_teams_of
from promotions.group_buys.teams import complete_team
from promotions.models import GroupCampaign, GroupOffer, Team
from tests.accounts.factories import make_user
from tests.cart.factories import make_line
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_checkout, refused
from tests.promotions.group_buys.factories import (
    A_DAY,
    AN_HOUR,
    group_cart,
    group_order,
    make_running,
    open_team,
    paid,
    seat_of,
    team_of,
)

pytestmark = pytest.mark.django_db
SOON = NOON + AN_HOUR / 6


@pytest.fixture
def offer() -> GroupOffer:
    return make_running(
        make_variant(on_hand=30), size=3, most_per_order=2, may_complete=True
    )


def test_an_heir_who_pays_later_starts_no_new_clock(offer) -> None:
    leader = paid(group_order(offer))
    heir = group_order(offer, team_of(leader))
    cancel_order(order_id=leader.pk, now=NOON, actor=Actor.BUYER)

    paid(heir, now=SOON)

    assert seat_of(heir).is_leader
    assert team_of(heir).expires_at == NOON + A_DAY


def test_the_shop_completes_no_team_that_nobody_has_paid_for_or_that_ended(
    offer,
) -> None:
    leader = paid(group_order(offer))
    group_order(offer, team_of(leader))
    cancel_order(order_id=leader.pk, now=NOON, actor=Actor.BUYER)
    over, done = open_team(offer), open_team(offer)
    complete_team(team_id=done.pk, now=NOON)

    for team, moment in ((team_of(leader), NOON), (over, NOON + A_DAY), (done, NOON)):
        with pytest.raises(TeamNotToComplete):
            complete_team(team_id=team.pk, now=moment)

    assert Team.objects.filter(state=Team.State.COMPLETE).get() == done


def test_who_is_in_a_team_or_wants_too_much_hears_so_at_the_basket(offer) -> None:
    mei = make_user()
    team = open_team(offer, owner=mei)
    theirs = open_team(make_running(make_variant(on_hand=9)))

    for joined, quantity, owner, words in (
        (team, 1, mei, "in this team already"),
        (team, 3, None, "you may buy 2 pieces"),
        (theirs, 1, None, "not on now"),
    ):
        with pytest.raises(DealOver, match=words):
            group_cart(offer, joined, quantity=quantity, owner=owner)


def test_pieces_of_a_campaign_that_is_closed_go_to_the_stock(offer) -> None:
    leader = paid(group_order(offer))
    complete_team(team_id=team_of(leader).pk, now=NOON)
    GroupCampaign.objects.update(ends_at=NOON)
    assert close_group_buys(NOON) == 1

    cancel_order(order_id=leader.pk, now=NOON, actor=Actor.BUYER)

    offer.refresh_from_db()
    assert (offer.unclaimed, Variant.objects.get().reserved) == (0, 0)


def test_the_time_of_open_teams_goes_on_while_it_is_paused(offer) -> None:
    team = open_team(offer)
    member = group_order(offer, team)
    GroupCampaign.objects.update(paused_at=NOON)

    assert team_of(paid(member)).paid == 2
    assert end_expired_teams(NOON + A_DAY) == 1


def test_the_fullest_team_is_offered_first_and_none_whose_time_is_over(offer) -> None:
    early = open_team(offer, now=NOON - AN_HOUR / 2)
    late, full = open_team(offer), open_team(offer)
    for team in (late, full, full):
        group_order(offer, team)

    def offered(moment) -> list[str]:
        found = open_teams_of(offer.campaign_id, now=moment)
        return [team.code for team in found]

    assert offered(NOON) == [late.code, early.code]
    assert offered(NOON + A_DAY - timedelta(minutes=1)) == [late.code]


def test_is_an_order_by_itself_whatever_is_ticked(offer) -> None:
    cart, cup = group_cart(offer), make_variant()
    make_line(cart, cup)
    assert cart.lines.get(is_selected=True).variant == cup
    cart.lines.update(is_selected=True)

    refused(make_checkout(cart), CartChanged)

    assert not Team.objects.exists()
