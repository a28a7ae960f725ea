"""A team that was not complete in time: each member's money comes back by itself."""

from datetime import datetime

import pytest

from accounts.models import OutboxMessage
from catalog.models import Variant
from orders.models import Order
from orders.states import Actor, OrderStatus
from payments.jobs import send_back_for_failed_teams
from payments.models import Refund
from payments.selectors import refunds_panel
from payments.services import cancel_order, refund_order
from payments.services.refunding import Why
from promotions.group_buys.jobs import end_expired_teams
from promotions.models import GroupOffer, Seat, Team
from shop.kernel.money import written
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.payments.factories import capture, make_attempt
from tests.promotions.group_buys.factories import (
    A_DAY,
    AN_HOUR,
    group_order,
    make_running,
    seat_of,
    team_of,
)

pytestmark = pytest.mark.django_db
S = OrderStatus


@pytest.fixture
def offer() -> GroupOffer:
    return make_running(make_variant(on_hand=30), size=4, ends_at=NOON + 3 * A_DAY)


def member(
    offer: GroupOffer, team: Team | None = None, *, now: datetime = NOON
) -> Order:
    order = group_order(offer, team, now=now)
    capture(make_attempt(order, now=now), now=now)
    order.refresh_from_db()
    return order


def states() -> list[str]:
    return list(Order.objects.order_by("pk").values_list("status", flat=True))


def test_everybody_gets_all_of_it_back_and_the_stock_returns(offer) -> None:
    leader = member(offer)
    paid = member(offer, team_of(leader))
    late = NOON + A_DAY - AN_HOUR / 6
    unpaid = group_order(offer, team_of(leader), now=late)
    attempt = make_attempt(unpaid, now=late)
    end_expired_teams(NOON + A_DAY)

    assert send_back_for_failed_teams(NOON + A_DAY) == 3
    assert send_back_for_failed_teams(NOON + A_DAY) == 0

    assert states() == [S.CANCELLED] * 3
    sums = Refund.objects.order_by("pk").values_list("attempt__order", "amount")
    assert list(sums) == [(leader.pk, leader.total), (paid.pk, paid.total)]
    assert Seat.objects.exclude(state="freed").count() == 0
    assert (GroupOffer.objects.get().unclaimed, Variant.objects.get().reserved) == (
        10,
        10,
    )
    assert broken_laws() == {}
    assert capture(attempt, now=NOON + A_DAY).name == "REFUNDED"


def test_its_members_are_told_why_how_much_and_when(offer) -> None:
    order = group_order(offer, email="mei@example.com")
    capture(make_attempt(order))
    waiting = group_order(
        offer, team_of(order), email="li@example.com", now=NOON + A_DAY - AN_HOUR / 6
    )
    end_expired_teams(NOON + A_DAY)
    send_back_for_failed_teams(NOON + A_DAY)

    refund = Refund.objects.get()
    assert (refund.cause, refund.amount) == (Refund.Cause.TEAM, order.total)
    panel = refunds_panel(order)
    assert panel is not None
    assert panel.facts[0].title == "Your team was not complete in time"
    told = {
        name: OutboxMessage.objects.get(key=f"order-{one.number}-cancelled")
        for name, one in (("paid", order), ("unpaid", waiting))
    }
    assert written(order.total) in told["paid"].subject
    assert "Not enough people joined in time" in told["paid"].body
    assert "a few days" in told["paid"].body
    assert "Your team was not complete" in told["unpaid"].subject
    assert "Nothing was paid" in told["unpaid"].body


def test_money_that_comes_after_the_failure_goes_back_too(offer) -> None:
    leader = member(offer)
    late = group_order(offer, team_of(leader), now=NOON + A_DAY - AN_HOUR / 6)
    attempt = make_attempt(late, now=NOON + A_DAY - AN_HOUR / 6)
    end_expired_teams(NOON + A_DAY)
    capture(attempt, now=NOON + A_DAY)
    assert states()[1] == S.AWAITING_TEAM

    send_back_for_failed_teams(NOON + A_DAY)

    assert states() == [S.CANCELLED] * 2
    assert Refund.objects.count() == 2


def test_a_buyer_who_waits_may_leave_and_gets_everything_back(offer) -> None:
    leader = member(offer)
    heir = member(offer, team_of(leader))

    cancel_order(order_id=leader.pk, now=NOON, actor=Actor.BUYER)

    assert Refund.objects.get().amount == leader.total
    assert (team_of(heir).state, team_of(heir).seats_taken) == ("open", 1)
    assert seat_of(heir).is_leader
    assert broken_laws() == {}


def test_a_refund_by_the_shop_frees_the_seat(offer) -> None:
    leader = member(offer)

    refund_order(order_id=leader.pk, now=NOON, why=Why(cause=Refund.Cause.STAFF))

    assert seat_of(leader).state == Seat.State.FREED
    assert states() == [S.CANCELLED]
    assert broken_laws() == {}
