"""Teams: opened, joined, completed, left and expired.

Whatever happens to a team happens with its row held, so the last seat is taken once,
and success and expiry exclude each other.
"""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from promotions.group_buys.errors import (
    GroupOver,
    InTeamAlready,
    TeamExpired,
    TeamFull,
    TeamGone,
    TeamNotToComplete,
)
from promotions.group_buys.models import GroupCampaign, GroupOffer, Seat, Team
from promotions.group_buys.pieces import claim
from promotions.group_buys.signals import team_completed, team_failed
from promotions.wishes import Deal, Shopper
from shop.kernel.events import announce
from shop.kernel.failpoints import failpoint

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"  # reads well on the phone, spells nothing
LENGTH = 10
HELD, PAID, FREED = Seat.State.HELD, Seat.State.PAID, Seat.State.FREED
OPEN, COMPLETE, FAILED = Team.State.OPEN, Team.State.COMPLETE, Team.State.FAILED


@transaction.atomic
def take_seat(
    *,
    deal: Deal,
    variant_id: int,
    shopper: Shopper,
    order_number: str,
    quantity: int,
    now: datetime,
) -> dict[int, int]:
    """Sit down in the deal's team, or at the head of a new one, and claim the pieces.

    Returns `{variant_id: quantity}` that passed to the order.

    Raises GroupOver, TeamFull, TeamExpired, InTeamAlready, GroupLimit, GroupSoldOut;
    then nothing changed.
    """
    offer = _offer(campaign__offers=deal.id, variant=variant_id)
    team = _joined(offer, deal.team, now) if deal.team else _opened(offer.campaign, now)
    seat = Seat(
        team=team,
        offer=offer,
        shopper=shopper.key,
        owner_id=shopper.owner_id,
        order_number=order_number,
        quantity=quantity,
    )
    return _sit_down(seat, team, now)


@transaction.atomic
def take_seat_again(*, order_number: str, now: datetime) -> dict[int, int]:
    """A revived order goes back to its team; where that is full or over, to the head
    of a new one.  As `take_seat`."""
    seat = Seat.objects.filter(order_number=order_number, state=FREED).first()
    if seat is None:
        return {}
    offer = _offer(pk=seat.offer_id)
    try:
        team = _joined(offer, seat.team.code, now)
        _check_is_new(team, seat.shopper)
    except (TeamGone, InTeamAlready):
        team = _opened(offer.campaign, now)
    seat.returned = 0
    return _sit_down(seat, team, now)


@transaction.atomic
def pay_seat(*, order_number: str, now: datetime) -> None:
    """The seat is paid: the leader's starts the clock, the last one in time completes
    the team.  Announces `team_completed`.  Nothing if it is paid already.

    Money for a team whose time is over leaves it as it is: its order goes back.
    """
    found = _held_seat(order_number)
    if found is None:
        return
    seat, team = found
    if seat.state != HELD:
        return
    seat.state, seat.paid_at = PAID, now
    seat.save(update_fields=["state", "paid_at"])
    team.paid += 1
    if seat.is_leader and team.expires_at is None:
        team.expires_at = now + timedelta(hours=team.campaign.hours)
    in_time = team.expires_at is not None and now < team.expires_at
    failpoint("team.last_paid")
    if team.state == OPEN and team.paid == team.size and in_time:
        _complete(team, now)
    else:
        team.save()


@transaction.atomic
def free_seat(*, order_number: str, now: datetime) -> None:
    """The order ended: its place is free again.  Where the leader left, the next
    member who has paid leads; a team that nobody is in any more has failed.

    A team that was completed stays so: who has paid for it keeps his seat there.
    Nothing if it is free already.
    """
    found = _held_seat(order_number)
    if found is None:
        return
    seat, team = found
    is_kept = team.state == COMPLETE and seat.state == PAID
    if seat.state == FREED or is_kept:
        return
    team.paid -= seat.state == PAID
    team.seats_taken -= 1
    was_leader = seat.is_leader
    seat.state, seat.is_leader = FREED, False
    seat.save(update_fields=["state", "is_leader"])
    if was_leader and team.state == OPEN:
        _hand_over(team, now)
    team.save()


@transaction.atomic
def fail_team(*, team_id: int, now: datetime) -> bool:
    """Its time is over; False if it is not, or it was completed.  Announces
    `team_failed`: its members' orders are sent back, each by itself."""
    team = Team.objects.expired(now).locked().filter(pk=team_id).first()
    if team is None:
        return False
    _fail(team, now)
    team.save()
    return True


@transaction.atomic
def complete_team(*, team_id: int, now: datetime) -> Team:
    """The shop completes a team with fewer members.  Who holds a seat and pays later
    belongs to it.  Announces `team_completed`.  Raises TeamNotToComplete."""
    teams = Team.objects.locked().select_related("campaign")
    team = teams.get(pk=team_id)
    is_live = team.state == OPEN and team.expires_at and now < team.expires_at
    if not (is_live and team.paid and team.campaign.may_complete):
        raise TeamNotToComplete
    team.completed_by_shop = True
    _complete(team, now)
    return team


def _offer(**which: int) -> GroupOffer:
    offers = GroupOffer.objects.select_related("campaign")
    offer = offers.filter(**which).first()
    if offer is None:
        raise GroupOver
    return offer


def _opened(campaign: GroupCampaign, now: datetime) -> Team:
    if not campaign.is_running(now):
        raise GroupOver
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return Team.objects.create(
        campaign=campaign, code=code, size=campaign.size, opened_at=now
    )


def _joined(offer: GroupOffer, code: str, now: datetime) -> Team:
    teams = Team.objects.locked().filter(code=code, campaign=offer.campaign_id)
    team = teams.first()
    if team is None or not offer.campaign.is_open:
        raise GroupOver
    if not team.is_joinable(now):
        raise TeamFull if team.places_left <= 0 else TeamExpired
    return team


def _check_is_new(team: Team, shopper: str) -> None:
    if team.seats.filter(shopper=shopper).exclude(state=FREED).exists():
        raise InTeamAlready


def _sit_down(seat: Seat, team: Team, now: datetime) -> dict[int, int]:
    _check_is_new(team, seat.shopper)
    seat.team, seat.state, seat.taken_at = team, HELD, now
    seat.is_leader = team.seats_taken == 0
    team.seats_taken += 1
    team.save(update_fields=["seats_taken"])
    seat.save()
    return claim(seat.offer, seat, now=now)


def _held_seat(order_number: str) -> tuple[Seat, Team] | None:
    """The seat as it is once its team's row is held."""
    teams = Team.objects.locked().select_related("campaign")
    team = teams.filter(seats__order_number=order_number).first()
    if team is None:
        return None
    return team.seats.get(order_number=order_number), team


def _hand_over(team: Team, now: datetime) -> None:
    """To who has paid first, else to who sat down first."""
    members = team.seats.exclude(state=FREED)
    heir = members.filter(state=PAID).order_by("paid_at", "pk").first()
    heir = heir or members.order_by("pk").first()
    if heir is None:
        _fail(team, now)
    else:
        Seat.objects.filter(pk=heir.pk).update(is_leader=True)


def _complete(team: Team, now: datetime) -> None:
    team.state, team.ended_at = COMPLETE, now
    team.save()
    announce(team_completed, Team, team_id=team.pk)


def _fail(team: Team, now: datetime) -> None:
    team.state, team.ended_at = FAILED, now
    announce(team_failed, Team, team_id=team.pk)
