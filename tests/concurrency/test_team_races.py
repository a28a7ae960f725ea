"""The last seat of a team is taken once, and success and expiry exclude each other."""

import time
from datetime import datetime

import pytest

from orders.jobs import let_go_of_complete_teams
from orders.models import Order
from orders.services import place_order
from payments.jobs import send_back_for_failed_teams
from promotions.group_buys import teams
from promotions.group_buys.models.team import TeamQuerySet
from promotions.group_buys.teams import fail_team
from promotions.models import GroupOffer, Team
from tests.catalog.factories import make_variant
from tests.concurrency.crowd import unlocked
from tests.concurrency.processes import ROUNDS, SOME_ROUNDS, kinds, race
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.orders.factories import make_checkout
from tests.payments.factories import capture, make_attempt
from tests.promotions.group_buys.factories import (
    A_DAY,
    AN_HOUR,
    group_cart,
    group_order,
    make_running,
    open_team,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

FEW, VERY_FEW = 15, 5
LONG_ENOUGH = 0.2  # seconds for a payment
BUYERS = 4


def make_offer(rounds: int) -> GroupOffer:
    return make_running(
        make_variant(on_hand=9 * rounds), allotment=5 * rounds, ends_at=NOON + 3 * A_DAY
    )


def crowd_for_the_last_seat(rounds: int) -> list[list[str]]:
    """Four buyers for it, each at the check-out."""
    offer = make_offer(rounds)
    teams = [open_team(offer) for _ in range(rounds)]
    checkouts = [
        [make_checkout(group_cart(offer, team)) for _ in range(BUYERS)]
        for team in teams
    ]

    def buy(buyer: int) -> object:
        return lambda number: place_order(checkout=checkouts[number][buyer], now=NOON)

    return race(*(buy(buyer) for buyer in range(BUYERS)), rounds=rounds)


def test_the_last_seat_is_taken_once() -> None:
    errors = crowd_for_the_last_seat(ROUNDS)

    assert [len(found) for found in errors] == [BUYERS - 1] * ROUNDS
    assert kinds(errors) <= {"TeamFull", "DealOver"}
    assert not Team.objects.exclude(seats_taken=2).exists()
    assert GroupOffer.objects.get().unclaimed == 3 * ROUNDS


@pytest.mark.breaks_laws
def test_without_the_teams_lock_the_last_seat_is_taken_twice(monkeypatch) -> None:
    monkeypatch.setattr(TeamQuerySet, "locked", unlocked)

    crowd_for_the_last_seat(FEW)

    assert "teams_know_their_seats" in broken_laws()


class Expired(Exception):
    """The clock has given the team up."""


def money_at_the_last_moment(
    rounds: int, *, payers: int
) -> list[tuple[Team, list[str]]]:
    """The last members pay while the clock gives the team up; the team, and errors."""
    offer = make_running(
        make_variant(on_hand=9 * rounds),
        allotment=5 * rounds,
        size=payers + 1,
        ends_at=NOON + 3 * A_DAY,
    )
    late = NOON + A_DAY - AN_HOUR / 6
    opened = [open_team(offer) for _ in range(rounds)]
    attempts = [
        [
            make_attempt(group_order(offer, team, now=late), now=late)
            for _ in range(payers)
        ]
        for team in opened
    ]

    def money(buyer: int) -> object:
        return lambda number: capture(
            attempts[number][buyer], now=NOON + A_DAY - AN_HOUR / 60
        )

    def clock(number: int) -> None:
        if fail_team(team_id=opened[number].pk, now=NOON + A_DAY):
            raise Expired

    everybody = [money(buyer) for buyer in range(payers)]
    errors = race(*everybody, clock, clock, rounds=rounds)
    return list(zip(Team.objects.order_by("pk"), errors, strict=True))


def states_of(team: Team) -> set[str]:
    numbers = team.seats.values("order_number")
    return set(
        Order.objects.filter(number__in=numbers).values_list("status", flat=True)
    )


def test_success_and_expiry_exclude_each_other() -> None:
    found = money_at_the_last_moment(SOME_ROUNDS, payers=2)
    let_go_of_complete_teams(NOON + A_DAY)
    send_back_for_failed_teams(NOON + A_DAY)

    for team, errors in found:
        assert team.paid == 3  # also of a failed one: that money is sent back
        assert (team.state == "complete") == (team.ended_at < team.expires_at)
        is_failed = team.state == "failed"
        assert errors == (["Expired"] if is_failed else [])
        assert states_of(team) == {"cancelled" if is_failed else "awaiting_shipment"}
    assert broken_laws() == {}


@pytest.mark.breaks_laws
def test_without_the_teams_lock_a_team_expires_that_was_complete(monkeypatch) -> None:
    def fail_slowly(team: Team, moment: datetime) -> None:
        time.sleep(LONG_ENOUGH)
        fail(team, moment)

    fail = teams._fail
    monkeypatch.setattr(teams, "_fail", fail_slowly)
    monkeypatch.setattr(TeamQuerySet, "locked", unlocked)

    found = money_at_the_last_moment(VERY_FEW, payers=1)

    assert any(errors and team.paid < team.size for team, errors in found)
    assert "teams_know_their_seats" in broken_laws()
