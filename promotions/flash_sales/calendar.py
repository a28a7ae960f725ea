"""Flash sessions in the campaign calendar; two queries."""

from collections.abc import Iterator
from datetime import datetime

from promotions.calendar.entries import Entry, page_of
from promotions.flash_sales.models import FlashSession


def entries(starts_at: datetime, ends_at: datetime) -> Iterator[Entry]:
    sessions = FlashSession.objects.meeting(starts_at, ends_at).select_related("sale")
    for session in sessions.prefetch_related("items"):
        yield Entry(
            campaign=("flash", session.sale_id),
            name=str(session.sale),
            url=page_of(session),
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            paused_at=session.sale.paused_at,
            variants=frozenset(item.variant_id for item in session.items.all()),
        )
