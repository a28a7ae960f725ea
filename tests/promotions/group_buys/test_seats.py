"""Whatever a page has shown, taking a seat asks for itself whether it may."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from promotions.group_buys.errors import (
    GroupLimit,
    GroupOver,
    GroupSoldOut,
    TeamExpired,
    TeamFull,
)
from promotions.group_buys.teams import take_seat
from promotions.models import GroupCampaign, GroupOffer, GroupShopper, Seat, Team
from promotions.wishes import Deal, Shopper
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.promotions.group_buys.factories import (
    A_DAY,
    AN_HOUR,
    group_order,
    make_running,
    open_team,
    team_of,
)

pytestmark = pytest.mark.django_db
SOMEBODY = {"phone": "+8613800000001"}


@pytest.fixture
def offer() -> GroupOffer:
    return make_running(
        make_variant(on_hand=30), allotment=6, most_per_order=3, most_each=4
    )


def sit(offer: GroupOffer, team: Team | None = None, **other: Any) -> None:
    facts: dict[str, Any] = {
        "deal": Deal(kind="group", id=offer.pk, team=team.code if team else ""),
        "variant_id": offer.variant_id,
        "shopper": Shopper(**SOMEBODY),
        "order_number": "N1",
        "quantity": 1,
        "now": NOON,
    }
    with transaction.atomic():
        take_seat(**facts | other)


def state() -> list[object]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (GroupOffer, GroupShopper, Seat, Team)
    ]


@pytest.mark.breaks_laws  # seats are taken here for orders that nobody wrote
def test_no_more_than_an_order_a_shopper_and_the_campaign_may_have(offer) -> None:
    sit(offer, quantity=3)
    before = state()

    for refusal, wanted in (
        (GroupLimit, {"quantity": 4, "shopper": Shopper(email="li@example.com")}),
        (GroupLimit, {"quantity": 2}),
    ):
        with pytest.raises(refusal):
            sit(offer, order_number="N2", **wanted)
    GroupOffer.objects.update(unclaimed=0, set_aside=3)
    with pytest.raises(GroupSoldOut):
        sit(offer, order_number="N2")
    GroupOffer.objects.update(unclaimed=3, set_aside=6)

    assert state() == before


@pytest.mark.parametrize(
    ("columns", "moment"),
    [
        ({}, NOON - AN_HOUR - timedelta(seconds=1)),
        ({}, NOON + A_DAY),
        ({"paused_at": NOON}, NOON),
        ({"opened_at": None}, NOON),
        ({"closed_at": NOON}, NOON),
    ],
)
def test_a_team_is_opened_only_while_the_campaign_is_on(
    offer, columns: dict[str, object], moment: datetime
) -> None:
    GroupCampaign.objects.update(**columns)

    with pytest.raises(GroupOver):
        sit(offer, now=moment)

    assert not Team.objects.exists()


def test_nobody_joins_what_is_paused_full_over_not_paid_or_another_campaigns(
    offer,
) -> None:
    other = make_running(make_variant(on_hand=9))
    team, full = open_team(offer), open_team(offer)
    group_order(offer, full)
    unpaid = team_of(group_order(offer))
    theirs = open_team(other)
    before = state()

    for refusal, wanted, moment in (
        (TeamFull, full, NOON),
        (TeamExpired, unpaid, NOON),
        (TeamExpired, team, NOON + A_DAY),
        (GroupOver, theirs, NOON),
    ):
        with pytest.raises(refusal):
            sit(offer, wanted, now=moment)
    with pytest.raises(GroupOver):
        sit(offer, team, variant_id=other.variant_id)
    GroupCampaign.objects.update(paused_at=NOON)
    with pytest.raises(GroupOver):
        sit(offer, team)

    assert state() == before
