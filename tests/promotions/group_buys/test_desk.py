"""The merchant plans, changes, copies and pauses group buys, and completes teams."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import override

from catalog.models import Variant
from promotions.errors import AllotmentAboveStock, AllotmentBelowSold
from promotions.group_buys.errors import (
    CampaignHasBegun,
    NotOfProduct,
)
from promotions.group_buys.planning import (
    OfferPlan,
    copy_campaign,
    plan_of,
    save_campaign,
)
from promotions.models import GroupCampaign, GroupOffer, Team
from promotions.pausing import pause, resume
from shop.kernel.clock import now
from tests.admin.factories import (
    client_of,
    errors_of,
    filled,
    make_clerk,
    wrong_fields,
)
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.promotions.group_buys.factories import (
    A_DAY,
    AN_HOUR,
    group_order,
    make_offer,
    make_running,
    open_team,
)

pytestmark = pytest.mark.django_db
ADD = reverse("admin:promotions_groupcampaign_add")


@pytest.fixture
def desk() -> Client:
    return client_of(make_clerk())


def said(desk: Client, variant: Variant, **wrong: Any) -> dict[str, Any]:
    """The form of a sound campaign, but for what is wrong."""
    start = localtime(now() + AN_HOUR)
    end = start + timedelta(days=2)
    facts = {
        "name": "Together",
        "product": variant.product_id,
        "size": 3,
        "hours": 24,
        "starts_at_0": start.date(),
        "starts_at_1": start.strftime("%H:%M:%S"),
        "ends_at_0": end.date(),
        "ends_at_1": end.strftime("%H:%M:%S"),
        "most_per_order": 1,
        "most_each": 2,
        "offers-0-variant": variant.pk,
        "offers-0-price": "5.00",
        "offers-0-allotment": 9,
    }
    return filled(desk.get(ADD)) | facts | wrong


def test_a_campaign_is_planned_with_its_prices(desk) -> None:
    cup = make_variant(price="20.00", on_hand=9)

    answer = desk.post(ADD, said(desk, cup))

    assert answer.status_code == 302, errors_of(answer)
    offer = GroupOffer.objects.get()
    assert (offer.variant, offer.allotment, offer.campaign.size) == (cup, 9, 3)


@pytest.mark.parametrize(
    ("fields", "wrong", "told"),
    [
        ("size", {"size": 1}, "greater than or equal to 2"),
        ("size", {"size": 51}, "less than or equal to 50"),
        ("hours", {"hours": 0}, "greater than or equal to 1"),
        ("most_per_order", {"most_per_order": 0}, "greater than or equal to 1"),
        ("most_each", {"most_each": 0}, "greater than or equal to 1"),
        ("price", {"offers-0-price": "20.00"}, "below the usual price"),
        ("price", {"offers-0-price": "0"}, "More than nothing"),
        ("price", {"offers-0-price": "-1"}, "greater than or equal to 0"),
        ("allotment", {"offers-0-allotment": 10}, "only 9 pieces in stock"),
        ("allotment", {"offers-0-allotment": 2}, "A team of 3 needs as many pieces"),
        ("allotment", {"offers-0-allotment": 0}, "greater than or equal to 1"),
        ("ends_at", {"ends_at_0": "2020-01-01"}, "After the start"),
        ("product", {"product": "x"}, "valid choice"),
        ("variant price", {"offers-0-variant": "", "offers-0-price": ""}, "required"),
    ],
)
def test_bad_data_is_told_at_its_field(desk, fields, wrong, told) -> None:
    cup = make_variant(price="20.00", on_hand=9)

    answer = desk.post(ADD, said(desk, cup, **wrong))

    assert told in errors_of(answer)
    assert wrong_fields(answer) == fields.split()
    assert not GroupCampaign.objects.exists()


def test_a_product_is_in_one_group_buy_at_a_time(desk) -> None:
    cup = make_variant(price="20.00", on_hand=9)
    moment = now()
    make_offer(cup, starts_at=moment, ends_at=moment + A_DAY)

    answer = desk.post(ADD, said(desk, cup))

    assert "another group buy" in errors_of(answer)
    assert wrong_fields(answer) == ["starts_at"]


def test_goes_on_no_longer_than_until_the_next_one_of_its_product(desk) -> None:
    cup, moment = make_variant(price="20.00", on_hand=9), now()
    running = make_running(cup, allotment=5, starts_at=moment, ends_at=moment + A_DAY)
    make_offer(cup, starts_at=moment + A_DAY, ends_at=moment + 2 * A_DAY)
    page = reverse("admin:promotions_groupcampaign_change", args=[running.campaign_id])
    longer = localtime(moment + 2 * A_DAY)

    answer = desk.post(page, filled(desk.get(page)) | {"ends_at_0": longer.date()})

    assert wrong_fields(answer) == ["ends_at"]


def test_a_price_is_of_the_campaigns_product() -> None:
    offer, other = make_offer(make_variant()), make_variant(on_hand=9)
    plan = OfferPlan(variant_id=other.pk, price=offer.price, allotment=1)

    with pytest.raises(NotOfProduct):
        save_campaign(offer.campaign, plans=[plan], now=NOON)


@pytest.fixture
def running() -> GroupOffer:
    return make_running(make_variant(price="20.00", on_hand=20))


def change(offer: GroupOffer, *, allotment: int, **columns: Any) -> None:
    campaign = GroupCampaign.objects.get(pk=offer.campaign_id)
    for name, value in columns.items():
        setattr(campaign, name, value)
    plan = OfferPlan(
        variant_id=offer.variant_id, price=offer.price, allotment=allotment
    )
    save_campaign(campaign, plans=[plan], now=NOON)


def test_limits_and_pieces_may_change_while_it_runs(running) -> None:
    change(running, allotment=15, most_per_order=2, ends_at=NOON + 9 * A_DAY)
    running.refresh_from_db()
    group_order(running, quantity=2)

    change(running, allotment=2, most_each=1)

    running.refresh_from_db()
    assert (running.set_aside, running.unclaimed) == (2, 0)
    assert Variant.objects.get().reserved == 2


def test_what_was_promised_may_not_change_while_it_runs(running) -> None:
    group_order(running)

    for refusal, wanted in [
        (CampaignHasBegun, {"allotment": 10, "size": 5}),
        (AllotmentAboveStock, {"allotment": 21}),
        (AllotmentBelowSold, {"allotment": 0}),
    ]:
        with pytest.raises(refusal):
            change(running, **wanted)

    running.refresh_from_db()
    assert (running.set_aside, running.campaign.size) == (10, 2)


def test_a_copy_follows_the_old_one_and_is_paused(running) -> None:
    GroupCampaign.objects.update(translations={"zh-hans": {"name": "一起"}})
    with override("zh-hans"):
        copied = copy_campaign(campaign_id=running.campaign_id, now=NOON)

    assert copied.starts_at == running.campaign.ends_at
    assert copied.paused_at == NOON
    assert copied.name == "Together (copy)"
    assert copied.translations["zh-hans"]["name"] not in ("一起", "一起 (copy)")
    assert plan_of(copied.offers.get()) == plan_of(running)
    assert resume(GroupCampaign, copied.pk)


def test_nobody_joins_while_it_is_paused(running) -> None:
    assert pause(GroupCampaign, running.campaign_id, now=NOON)
    assert not pause(GroupCampaign, running.campaign_id, now=NOON)


def test_the_desk_completes_a_team(desk) -> None:
    moment = now()
    offer = make_running(
        make_variant(on_hand=20),
        may_complete=True,
        starts_at=moment - AN_HOUR,
        ends_at=moment + A_DAY,
    )
    team = open_team(offer, now=moment)

    page = reverse("admin:promotions_team_change", args=[team.pk])
    assert "Complete the team" in desk.get(page).content.decode()
    desk.post(reverse("admin:promotions_team_complete", args=[team.pk]))

    assert Team.objects.get().state == Team.State.COMPLETE


def test_the_lists_and_a_running_campaign_are_shown(desk, running) -> None:
    group_order(running)
    change_url = "admin:promotions_groupcampaign_change"

    page = desk.get(reverse(change_url, args=[running.campaign_id])).content.decode()

    assert "0 sold, 1 in unpaid orders, 9 left" in page
    assert "0 of 1 placed" in page
    lists = ("groupcampaign", "team")
    assert [
        desk.get(reverse(f"admin:promotions_{one}_changelist")).status_code
        for one in lists
    ] == [200, 200]
