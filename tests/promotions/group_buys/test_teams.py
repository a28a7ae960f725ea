"""A team is opened, joined, completed in time or not at all (domain §9)."""

from datetime import timedelta

import pytest

from cart.errors import DealOver
from catalog.models import Variant
from orders.models import Order
from orders.services import (
    cancel_order,
    expire_order,
    place_order,
    record_capture,
    revive_order,
)
from orders.services.teaming import let_go
from orders.states import Actor, OrderKind, OrderStatus
from promotions.group_buys.errors import InTeamAlready, TeamNotToComplete
from promotions.group_buys.jobs import close_group_buys, end_expired_teams
from promotions.group_buys.teams import complete_team
from promotions.models import GroupOffer, Seat, Team
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_address, make_checkout, refused
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
TOO_LATE = NOON + timedelta(minutes=16)
State = Team.State


@pytest.fixture
def offer() -> GroupOffer:
    return make_running(make_variant(price="20.00", on_hand=30))


def cancel(order: Order) -> None:
    cancel_order(order_id=order.pk, now=NOON, actor=Actor.BUYER)


def left(offer: GroupOffer) -> tuple[int, int]:
    """Pieces left to the campaign, and what is reserved of the variant."""
    offer.refresh_from_db()
    return offer.unclaimed, Variant.objects.get(pk=offer.variant_id).reserved


def test_a_seat_and_its_pieces_are_held_with_the_unpaid_order(offer) -> None:
    order = group_order(offer)

    seat = seat_of(order)
    assert (order.kind, order.total) == (OrderKind.GROUP, 17)
    assert order.pay_by == NOON + timedelta(minutes=15)
    assert (seat.state, seat.is_leader, seat.team.seats_taken) == ("held", True, 1)
    assert seat.team.expires_at is None
    assert left(offer) == (9, 10)


def test_the_leaders_payment_starts_the_clock(offer) -> None:
    order = paid(group_order(offer), now=NOON + AN_HOUR / 6)

    assert order.status == OrderStatus.AWAITING_TEAM
    assert team_of(order).expires_at == NOON + AN_HOUR / 6 + A_DAY


def test_nobody_joins_a_team_whose_leader_has_not_paid(offer) -> None:
    team = team_of(group_order(offer))

    with pytest.raises(DealOver):
        group_cart(offer, team)


def test_the_last_paid_seat_completes_it_and_everybody_is_packed(offer) -> None:
    leader = paid(group_order(offer))
    member = paid(group_order(offer, team_of(leader)))

    team = team_of(member)
    assert (team.state, team.paid, team.ended_at) == (State.COMPLETE, 2, NOON)
    assert [let_go(order_id=one.pk, now=NOON) for one in (leader, member)] == [True] * 2
    assert not let_go(order_id=leader.pk, now=NOON)
    assert {one.status for one in Order.objects.all()} == {"awaiting_shipment"}


def test_a_full_team_refuses_one_more_at_the_check_out(offer) -> None:
    team = open_team(offer)
    late = make_checkout(group_cart(offer, team))
    group_order(offer, team)

    assert "full" in str(refused(late, DealOver))

    assert left(offer) == (8, 10)


def test_nobody_sits_twice_in_a_team(offer, monkeypatch) -> None:
    address = make_address()
    team = open_team(offer, address=address)
    twice = make_checkout(group_cart(offer, team), address=address)
    monkeypatch.setattr("promotions.group_buys.terms._mine", lambda **_: [])

    refused(twice, InTeamAlready)

    assert team.seats.count() == 1


def test_a_seat_is_freed_at_the_time_out_and_its_pieces_come_back(offer) -> None:
    team = open_team(offer)
    expire_order(order_id=group_order(offer, team).pk, now=TOO_LATE)

    team.refresh_from_db()
    assert (team.state, team.places_left, left(offer)) == (State.OPEN, 1, (9, 10))


def test_pieces_of_a_withdrawn_variant_are_set_aside_no_more(offer) -> None:
    order = group_order(offer)
    Variant.objects.update(is_active=False)

    expire_order(order_id=order.pk, now=TOO_LATE)

    assert left(offer) == (9, 9)
    assert (offer.set_aside, offer.claimed) == (9, 0)


def test_a_leader_who_never_pays_leaves_no_team_behind(offer) -> None:
    order = group_order(offer)
    expire_order(order_id=order.pk, now=TOO_LATE)

    assert (team_of(order).state, team_of(order).seats_taken) == (State.FAILED, 0)
    assert left(offer) == (10, 10)


def test_the_next_paid_member_leads_when_the_leader_cancels() -> None:
    offer = make_running(make_variant(on_hand=30), size=4)
    leader = paid(group_order(offer))
    team = team_of(leader)
    unpaid, member = group_order(offer, team), paid(group_order(offer, team))

    cancel(leader)

    assert (seat_of(member).is_leader, seat_of(unpaid).is_leader) == (True, False)
    assert team_of(member).expires_at == team.expires_at


def test_a_team_that_everybody_left_has_failed(offer) -> None:
    leader = paid(group_order(offer))

    cancel(leader)

    assert team_of(leader).state == State.FAILED


def test_a_cancellation_after_success_undoes_nothing(offer) -> None:
    leader = paid(group_order(offer))
    member = paid(group_order(offer, team_of(leader)))
    let_go(order_id=leader.pk, now=NOON)

    cancel(leader)

    team = team_of(member)
    assert (team.state, team.paid, seat_of(leader).state) == ("complete", 2, "paid")
    assert let_go(order_id=member.pk, now=NOON)
    assert left(offer) == (9, 10)


def test_a_team_fails_when_its_time_is_over(offer) -> None:
    team = open_team(offer)

    assert end_expired_teams(NOON + A_DAY - AN_HOUR) == 0
    assert end_expired_teams(NOON + A_DAY) == 1

    team.refresh_from_db()
    assert (team.state, team.ended_at) == (State.FAILED, NOON + A_DAY)


def test_money_after_the_last_moment_completes_nothing(offer) -> None:
    team = open_team(offer)
    late = group_order(offer, team, now=NOON + A_DAY - AN_HOUR / 6)

    late = paid(late, now=NOON + A_DAY)

    assert (team_of(late).state, late.status) == (State.OPEN, "awaiting_team")
    assert end_expired_teams(NOON + A_DAY) == 1


def test_a_campaign_stays_open_for_its_teams_and_closes_after_them() -> None:
    offer = make_running(make_variant(on_hand=30), ends_at=NOON + AN_HOUR)
    team = open_team(offer)

    assert close_group_buys(NOON + 2 * AN_HOUR) == 0
    paid(group_order(offer, team, now=NOON + 2 * AN_HOUR), now=NOON + 2 * AN_HOUR)
    with pytest.raises(DealOver):
        group_cart(offer, now=NOON + 2 * AN_HOUR)

    assert close_group_buys(NOON + 2 * AN_HOUR) == 1
    assert left(offer) == (0, 2)


def test_late_money_takes_the_seat_again(offer) -> None:
    team = open_team(offer)
    order = group_order(offer, team)
    expire_order(order_id=order.pk, now=TOO_LATE)
    order.refresh_from_db()
    record_capture(order, amount=order.total)

    assert revive_order(order, now=TOO_LATE)

    assert team_of(order) == team
    assert (team_of(order).state, left(offer)) == (State.COMPLETE, (8, 10))


def test_late_money_opens_a_new_team_where_the_old_one_is_full(offer) -> None:
    team = open_team(offer)
    order = group_order(offer, team)
    expire_order(order_id=order.pk, now=TOO_LATE)
    group_order(offer, team, now=TOO_LATE)
    order.refresh_from_db()
    record_capture(order, amount=order.total)

    assert revive_order(order, now=TOO_LATE)

    assert team_of(order) != team
    assert seat_of(order).is_leader
    assert team_of(order).expires_at == TOO_LATE + A_DAY


def test_each_shopper_has_no_more_than_his_limit() -> None:
    offer = make_running(make_variant(on_hand=30), most_each=1)
    address = make_address()
    group_order(offer, address=address)

    assert "1 piece" in str(
        refused(make_checkout(group_cart(offer), address=address), DealOver)
    )


def test_the_shop_completes_a_team_only_where_the_campaign_says_so(offer) -> None:
    team = open_team(offer)
    with pytest.raises(TeamNotToComplete):
        complete_team(team_id=team.pk, now=NOON)
    offer.campaign.may_complete = True
    offer.campaign.save()
    waiting = group_order(make_running(make_variant(on_hand=9), may_complete=True))

    team = complete_team(team_id=team.pk, now=NOON)

    assert (team.state, team.paid, team.completed_by_shop) == ("complete", 1, True)
    with pytest.raises(TeamNotToComplete):
        complete_team(team_id=team_of(waiting).pk, now=NOON)


def test_who_pays_after_the_shop_completed_the_team_belongs_to_it() -> None:
    offer = make_running(make_variant(on_hand=30), size=3, may_complete=True)
    team = open_team(offer)
    order = group_order(offer, team)
    complete_team(team_id=team.pk, now=NOON)

    order = paid(order)

    assert seat_of(order).state == Seat.State.PAID
    assert let_go(order_id=order.pk, now=NOON)


def test_a_line_of_a_campaign_that_is_over_is_an_ordinary_order(offer) -> None:
    cart = group_cart(offer)
    offer.campaign.paused_at = NOON
    offer.campaign.save()

    order = place_order(checkout=make_checkout(cart), now=NOON).order

    assert (order.kind, order.goods_amount, order.promises) == ("regular", 20, "")
    assert not Team.objects.exists()
