"""Lists of goods follow the prices that campaigns charge."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext_noop as _

from catalog.services import follow_prices
from promotions.flash_sales.showing import lower_in_flash
from promotions.sales.selectors import lower_in_sales
from shop.kernel.jobs import periodic


@periodic(_("sort goods by the prices of campaigns"), every=timedelta(seconds=30))
def follow_campaign_prices(now: datetime) -> int:
    """A card shows the price of this moment; where it stands in a list is at most so
    much older.  One look at everything that runs: whatever began, ended, was paused or
    sold out in between is put right."""
    return follow_prices(lower_prices(now))


def lower_prices(now: datetime) -> dict[int, Decimal]:
    """`{variant id: the lowest price}` of everything that runs.  Two queries."""
    found = lower_in_sales(now)
    for variant_id, price in lower_in_flash(now).items():
        found[variant_id] = min(price, found.get(variant_id, price))
    return found
