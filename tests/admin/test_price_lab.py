"""The price lab shows every step of a basket's price at any moment, and why not."""

import pytest
from django.test import Client
from django.urls import reverse

from cart.models import PriceTrial, TrialLine
from cart.selectors.trials import trial_result
from promotions.offers.rule import Kind
from tests.accounts.factories import make_user
from tests.admin.factories import client_of, make_clerk
from tests.cart.factories import make_rate
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.promotions.factories import DAY, make_offer, make_sale

pytestmark = pytest.mark.django_db


def make_trial(*variants, quantity: int = 1, **columns) -> PriceTrial:
    make_rate()
    trial = PriceTrial.objects.create(**{"name": "Singles' day"} | columns)
    for variant in variants:
        TrialLine.objects.create(trial=trial, variant=variant, quantity=quantity)
    return trial


def test_shows_a_campaign_before_it_opens() -> None:
    pot = make_variant(price="20.00")
    make_sale(pot, "15.00", starts_at=NOON + DAY, ends_at=NOON + 2 * DAY)
    make_offer(name="Autumn", starts_at=NOON + DAY)

    today = trial_result(make_trial(pot, quantity=2), now=NOON)
    then = trial_result(make_trial(pot, quantity=2, at=NOON + DAY), now=NOON)

    assert (today.quote.total, then.quote.total) == (40 + 12, 27 + 12)
    assert today.verdicts[0].text.startswith("Begins on")
    assert (then.verdicts[0].name, then.verdicts[0].text) == ("Autumn", "−¥3.00")
    assert then.lines[0].price_name == "Sale price"


def test_says_why_nothing_came_of_an_offer() -> None:
    pot, cup = make_variant(price="20.00"), make_variant(on_hand=0)
    make_offer(name="Best", percent=50)
    make_offer(name="Beaten", percent=20)
    make_offer(name="Paused", paused_at=NOON)
    make_offer(name="Elsewhere", scope={"products": [cup.product_id]})
    make_offer(Kind.TIERS, (100, 30), name="More")
    make_offer(Kind.CHEAPER, name="Pieces", pieces=2, cheaper_pieces=1, percent=100)
    make_offer(Kind.GIFT, name="Out", gift_variant=cup, combines=True)
    make_offer(Kind.FREIGHT, name="Far", threshold=15)

    result = trial_result(make_trial(pot, shopper=make_user()), now=NOON)

    assert {one.name: one.text for one in result.verdicts} == {
        "Best": "−¥10.00",
        "Beaten": "These goods have “Best” already, which saves more.",
        "Paused": "Paused.",
        "Elsewhere": "Not about these goods.",
        "More": "¥80.00 more is needed.",
        "Pieces": "2 more pieces are needed.",
        "Out": "The gift is sold out.",
        "Far": "¥5.00 more is needed.",
    }


def test_the_desk_shows_it_all() -> None:
    desk, pot = client_of(make_clerk()), make_variant(price="20.00")
    make_offer(name="Autumn", starts_at=NOON - 900 * DAY)
    trial = make_trial(pot, region="浙江省")
    url = reverse("admin:cart_pricetrial_change", args=[trial.pk])

    page = desk.get(url).content.decode()

    for text in ("Autumn", "−¥2.00", "¥30.00", "Standard"):
        assert text in page


def test_the_warehouse_has_no_lab(client: Client) -> None:
    desk = client_of(make_clerk("warehouse"))

    assert desk.get(reverse("admin:cart_pricetrial_changelist")).status_code == 403
