"""What no path can do to a campaign with prices, as the database itself refuses it."""

from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import F

from promotions.models import (
    FlashClaim,
    FlashItem,
    FlashSession,
    FlashShopper,
    GroupCampaign,
    GroupOffer,
    GroupShopper,
    Level,
    ScheduledPrice,
    Seat,
    Team,
)
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.promotions.factories import make_sale
from tests.promotions.flash_sales.factories import flash_order
from tests.promotions.flash_sales.factories import make_running as make_flash
from tests.promotions.group_buys.factories import group_order, make_running, open_team
from tests.promotions.points.factories import make_level

pytestmark = pytest.mark.django_db
LESS, NONE, MANY = Decimal(-1), 0, 99
PIECES = [{"unclaimed": -1}, {"unclaimed": MANY}, {"price": LESS}, {"allotment": NONE}]
PERIOD = [{"ends_at": F("starts_at")}]
TAKEN = [{"quantity": NONE}, {"returned": MANY}]
REFUSED: dict[Any, list[dict[str, Any]]] = {
    FlashSession: PERIOD,
    FlashItem: [*PIECES, {"most_each": NONE}],
    FlashShopper: [{"taken": -1}, {"shopper": "u1"}],
    FlashClaim: [*TAKEN, {"order_number": "A1"}],
    GroupCampaign: [
        *PERIOD,
        {"size": 1},
        {"size": 51},
        {"hours": NONE},
        {"most_each": NONE},
        {"most_per_order": NONE},
    ],
    GroupOffer: PIECES,
    GroupShopper: [{"taken": -1}, {"shopper": "u1"}],
    Team: [
        {"seats_taken": MANY},
        {"paid": MANY},
        {"ended_at": NOON},
        {"state": "failed"},
        {"state": "complete", "ended_at": NOON},
    ],
    Seat: [*TAKEN, {"is_leader": True}, {"shopper": "u1"}, {"order_number": "A1"}],
    ScheduledPrice: [*PERIOD, {"price": NONE}, {"was": F("price")}],
    Level: [{"percent_off": 51}, {"from_spent": LESS}],
}


def test_refuses() -> None:
    item = make_flash(make_variant(on_hand=50))
    offer = make_running(make_variant(on_hand=50), size=3)
    for _ in "ab":
        flash_order(item)
    group_order(offer, open_team(offer))
    make_sale(make_variant())
    make_level()

    for model, changes in REFUSED.items():
        for columns in changes:
            with pytest.raises(IntegrityError), transaction.atomic():
                model.objects.update(**columns)


def test_who_had_more_before_limits_were_noted_had_no_more_than_he_might() -> None:
    """What the migration that notes them makes of a limit that was lowered before it."""
    item, offer = make_flash(make_variant()), make_running(make_variant())
    campaign = offer.campaign
    for shopper, taken in (("u1", 1), ("u2", 4), ("u3", 3)):
        item.shoppers.create(shopper=shopper, taken=taken)
        campaign.shoppers.create(shopper=shopper, taken=taken)
    FlashItem.objects.update(most_each=2)
    GroupCampaign.objects.update(most_each=4)

    step = import_module("promotions.migrations.0010_limits_before")
    step.note_limits_before(apps, None)

    item.refresh_from_db()
    campaign.refresh_from_db()
    assert (item.most_before, campaign.most_before) == (4, 0)
