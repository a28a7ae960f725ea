"""What a group buy says of a line of a basket."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from promotions.group_buys.errors import (
    GroupLimit,
    GroupOver,
    GroupSoldOut,
    InTeamAlready,
    TeamExpired,
    TeamFull,
)
from promotions.group_buys.models import GroupOffer, GroupShopper, Seat, Team
from promotions.terms import DealTerms
from promotions.wishes import Shopper, Wanted
from shop.kernel.errors import DomainError
from shop.kernel.prepared import prepared
from shop.kernel.translations import tr


@dataclass(frozen=True, kw_only=True)
class Known:
    """What was read for the lines: `offers` by the deal's number and the variant, so
    that the number of one variant's offer stands for its campaign; `taken` is `{campaign: pieces}` of this shopper,
    `mine` are the teams he sits in."""

    offers: Mapping[tuple[int, int], GroupOffer]
    teams: Mapping[str, Team]
    taken: Mapping[int, int]
    mine: frozenset[int]


def group_terms(
    wanted: Sequence[Wanted], shopper: Shopper, now: datetime
) -> Mapping[int, DealTerms]:
    """A desk of deals: two queries, and two for what the shopper has already."""
    known = _read([one for one in wanted if one.deal], shopper)
    return {one.key: _terms(one, known, now) for one in wanted if one.deal}


def group_terms_once_open(
    wanted: Sequence[Wanted], shopper: Shopper, now: datetime
) -> Mapping[int, DealTerms]:
    """The same for the price lab: as though the campaigns opened in time."""
    known = _read([one for one in wanted if one.deal], shopper)
    for offer in known.offers.values():
        campaign = offer.campaign
        campaign.paused_at = None
        if campaign.opened_at is None:
            campaign.opened_at, offer.unclaimed = campaign.starts_at, offer.allotment
    return {one.key: _terms(one, known, now) for one in wanted if one.deal}


def _read(wanted: Sequence[Wanted], shopper: Shopper) -> Known:
    offers = _offers(offer_ids={one.deal.id for one in wanted if one.deal})
    codes = {one.deal.team for one in wanted if one.deal and one.deal.team}
    teams = _teams(codes=codes) if codes else []
    key = shopper.key
    ids = {offer.campaign_id for offer in offers}
    return Known(
        offers={(offer.named, offer.variant_id): offer for offer in offers},
        teams={team.code: team for team in teams},
        taken=dict(_taken(campaign_ids=ids, shopper=key)) if key and ids else {},
        mine=frozenset(pk for (pk,) in _mine(codes=codes, shopper=key))
        if key and codes
        else frozenset(),
    )


def _terms(wanted: Wanted, known: Known, now: datetime) -> DealTerms:
    deal = wanted.deal
    offer = known.offers.get((deal.id, wanted.variant_id)) if deal else None
    if deal is None or offer is None:
        return _over()
    campaign, team = offer.campaign, known.teams.get(deal.team)
    if not (campaign.is_open if deal.team else campaign.is_running(now)):
        return _over()
    if deal.team and (team is None or team.campaign_id != campaign.pk):
        return _over()
    mine = max(campaign.most_each - known.taken.get(campaign.pk, 0), 0)
    most = min(mine, campaign.most_per_order)
    code, problem = _problem(wanted, offer, team, known, most=most, now=now)
    return DealTerms(
        price=offer.price,
        name=_("Group buy (%(name)s)") % {"name": tr(campaign, "name")},
        most=min(offer.unclaimed, most),
        problem=str(problem),
        problem_code=code,
        takes_coupon=campaign.takes_coupon,
        ends_at=team.expires_at if team else campaign.ends_at,
    )


def _problem(
    wanted: Wanted,
    offer: GroupOffer,
    team: Team | None,
    known: Known,
    *,
    most: int,
    now: datetime,
) -> tuple[str, DomainError | str]:
    """Why this can't be ordered so now; nothing where it can."""
    if team is not None and team.pk in known.mine:
        return "group_joined", InTeamAlready()
    if team is not None and not team.is_joinable(now):
        full = team.places_left <= 0
        return ("group_full", TeamFull()) if full else ("group_expired", TeamExpired())
    if offer.unclaimed < wanted.quantity:
        return "group_sold_out", GroupSoldOut()
    if wanted.quantity > most:
        return "group_limit", GroupLimit(most or offer.campaign.most_each)
    return "", ""


def _over() -> DealTerms:
    return DealTerms(
        price=None,
        name="",
        most=0,
        problem=str(GroupOver.message),
        problem_code="group_over",
    )


@prepared
def _offers(offer_ids: set[int]) -> QuerySet[Any]:
    offers = GroupOffer.objects.filter(campaign__offers__in=offer_ids)
    named = F("campaign__offers__pk")
    return offers.annotate(named=named).select_related("campaign")


@prepared
def _teams(codes: set[str]) -> QuerySet[Team]:
    return Team.objects.filter(code__in=codes)


@prepared
def _taken(
    campaign_ids: set[int], shopper: str
) -> QuerySet[GroupShopper, tuple[int, int]]:
    rows = GroupShopper.objects.filter(campaign__in=campaign_ids, shopper=shopper)
    return rows.values_list("campaign_id", "taken")


@prepared
def _mine(codes: set[str], shopper: str) -> QuerySet[Seat, tuple[int]]:
    seats = Seat.objects.filter(team__code__in=codes, shopper=shopper)
    return seats.exclude(state="freed").values_list("team_id")
