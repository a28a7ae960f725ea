"""Sales that have begun."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as _

from promotions.sales.models import ScheduledPrice
from promotions.sales.services import open_sale
from shop.kernel.jobs import periodic

MOST = 500


@periodic(_("open sales"), every=timedelta(seconds=30))
def open_sales(now: datetime) -> int:
    """Until then they are charged, but nothing is struck through beside them."""
    due = ScheduledPrice.objects.unopened(now).order_by("starts_at", "pk")
    ids = due.values_list("pk", flat=True)[:MOST]
    return sum(open_sale(sale_id=pk, now=now) for pk in ids)
