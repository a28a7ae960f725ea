"""What pages of campaigns say of their goods is what everybody finds there."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Product, Variant
from promotions.flash_sales.running import open_session
from promotions.models import FlashItem, GroupOffer, ScheduledPrice
from shop.kernel.clock import now
from tests.catalog.factories import make_variant
from tests.promotions.factories import make_sale
from tests.promotions.flash_sales.factories import make_item
from tests.promotions.group_buys.factories import make_running, open_team

pytestmark = pytest.mark.django_db
AN_HOUR = timedelta(hours=1)
WITHDRAWN = [
    lambda: Product.objects.update(status=Product.Status.DRAFT),
    lambda: Variant.objects.update(is_active=False),
]


@pytest.fixture
def pot() -> Variant:
    return make_variant(price="20.00", on_hand=50)


@pytest.fixture
def offer(pot: Variant) -> GroupOffer:
    return make_running(pot, starts_at=now() - AN_HOUR, ends_at=now() + AN_HOUR)


@pytest.fixture
def item(pot: Variant) -> FlashItem:
    made = make_item(pot, starts_at=now() - AN_HOUR, ends_at=now() + AN_HOUR)
    open_session(session_id=made.session_id, now=now())
    return made


def read(name: str, *args: str) -> str:
    return Client().get(reverse(name, args=args)).content.decode()


def pages_of(offer: GroupOffer) -> list[str]:
    team = open_team(offer, now=now())
    return [read("promotions:team", team.code), read("promotions:group-buys")]


def test_alone_it_costs_what_everybody_pays_now(offer: GroupOffer) -> None:
    times = {"starts_at": now(), "ends_at": now() + AN_HOUR, "now": now()}
    make_sale(offer.variant, "15.00", **times)

    for page in pages_of(offer):
        assert "¥15.00" in page
        assert "¥20.00" not in page

    ScheduledPrice.objects.all().delete()
    for page in pages_of(offer):
        assert "¥20.00" in page


@pytest.mark.parametrize("withdraw", WITHDRAWN)
def test_what_is_withdrawn_is_offered_nowhere(
    offer: GroupOffer, item: FlashItem, withdraw
) -> None:
    sells = f'value="flash:{item.pk}"'
    assert sells in read("promotions:flash-sales")
    assert sells in read("promotions:flash-at-home")
    team = open_team(offer, now=now())

    withdraw()

    assert sells not in read("promotions:flash-sales")
    assert sells not in read("promotions:flash-at-home")
    assert 'name="deal"' not in read("promotions:team", team.code)
    assert offer.variant.product.name not in read("promotions:group-buys")
