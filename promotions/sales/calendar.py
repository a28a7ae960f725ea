"""Sale prices in the campaign calendar: those of the same time together; one query."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from promotions.calendar.entries import Entry, page_of
from promotions.sales.models import ScheduledPrice
from shop.kernel.translations import tr

Times = tuple[datetime, datetime]


def entries(starts_at: datetime, ends_at: datetime) -> Iterator[Entry]:
    sales = ScheduledPrice.objects.meeting(starts_at, ends_at)
    together: dict[Times, list[ScheduledPrice]] = {}
    for sale in sales.select_related("variant__product").order_by("pk"):
        together.setdefault((sale.starts_at, sale.ends_at), []).append(sale)
    for times, rows in together.items():
        name = f"{tr(rows[0].variant.product, 'name')} · {rows[0].variant.sku}"
        yield Entry(
            campaign=("sale", times),
            name=name if len(rows) == 1 else f"{name} + {len(rows) - 1}",
            url=page_of(rows[0]) if len(rows) == 1 else _list_of(times),
            starts_at=times[0],
            ends_at=times[1],
            variants=frozenset(sale.variant_id for sale in rows),
        )


def _list_of(times: Times) -> str:
    asked = {"starts_at": times[0].isoformat(), "ends_at": times[1].isoformat()}
    return f"{reverse('admin:promotions_scheduledprice_changelist')}?{urlencode(asked)}"
