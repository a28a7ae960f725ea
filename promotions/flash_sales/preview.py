"""A flash session as the price lab tries it."""

from collections.abc import Iterator
from datetime import datetime

from promotions.flash_sales.models import FlashSession
from promotions.previews import Preview
from promotions.wishes import Deal
from shop.kernel.admin_shown import moment


def preview(session_id: int) -> Preview | None:
    sessions = FlashSession.objects.select_related("sale")
    session = sessions.filter(pk=session_id).first()
    if session is None:
        return None
    items = list(session.items.all())
    return Preview(
        name=str(session.sale),
        starts_at=session.starts_at,
        goods={item.variant_id: 1 for item in items},
        deals={item.variant_id: Deal(kind="flash", id=item.pk) for item in items},
    )


def choices(now: datetime) -> Iterator[tuple[int, str]]:
    sessions = FlashSession.objects.filter(
        ends_at__gt=now, closed_at=None
    ).select_related("sale")
    for session in sessions:
        yield session.pk, f"{session.sale} · {moment(session.starts_at)}"
