"""Whatever runs, a public page asks as often as if nothing did, and shows it at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from promotions.flash_sales.running import open_session
from promotions.group_buys.running import open_campaign
from shop.kernel.clock import now
from tests.catalog.factories import make_variant
from tests.promotions.coupons.factories import make_template
from tests.promotions.factories import DAY, make_offer, make_sale
from tests.promotions.flash_sales.factories import make_item
from tests.promotions.group_buys.factories import make_offer as make_group_offer

pytestmark = pytest.mark.django_db
AN_HOUR = timedelta(hours=1)


def test_asks_as_often_whatever_runs(
    client: Client, django_assert_num_queries: Any
) -> None:
    pot, cup, tea = (make_variant(price="20.00", on_hand=50) for _ in "abc")
    addresses = {"/": 3, f"/products/{pot.product.slug}/": 3, "/search/?q=o": 3}
    for address in addresses:
        client.get(address)
    start, instant = now() - AN_HOUR, now()

    flash = make_item(cup, price="12.00", starts_at=start, ends_at=instant + DAY)
    open_session(session_id=flash.session_id, now=instant)
    own = make_item(pot, price="11.00", starts_at=start, ends_at=instant + DAY)
    open_session(session_id=own.session_id, now=instant)
    group = make_group_offer(
        pot, price="13.00", starts_at=start, ends_at=instant + DAY, name="Together"
    )
    open_campaign(campaign_id=group.campaign_id, now=instant)
    make_sale(tea, "14.00", starts_at=instant, ends_at=instant + DAY, now=instant)
    make_offer(name="Percent Off")
    make_template()

    pages = {}
    for address, queries in addresses.items():
        with django_assert_num_queries(queries):
            pages[address] = client.get(address).content.decode()
    home, product, search = pages.values()
    for price in ("11.00", "12.00", "14.00"):
        assert price in home
        assert price in search
    for words in ("Five off", "13.00"):
        assert words in home
    for words in ("11.00", "13.00", "Percent Off", "Five off", "14.00"):
        assert words in product
