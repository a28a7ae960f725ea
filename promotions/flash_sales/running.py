"""Sessions open and close by the clock; what they set aside goes through the ledger.

Locks: the session, its items by id, their variants by id.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate, localtime

from catalog.models import Variant
from catalog.selectors.prices import price_history
from catalog.was_price import highest_was
from promotions.allotments import hold_variants, release_unclaimed, set_more_aside
from promotions.flash_sales.models import FlashItem, FlashSession

Items = list[FlashItem]


@transaction.atomic
def open_session(*, session_id: int, now: datetime) -> bool:
    """Set its pieces aside, as many as the shop still has; False if that was done.

    Its price holds from `starts_at`, whenever it is opened before.
    """
    session, items, variants = hold_session(session_id)
    is_new = session.opened_at is None and session.closed_at is None
    if not is_new or session.ends_at <= now:
        return False
    FlashSession.objects.filter(pk=session.pk).update(opened_at=now)
    for item in items:
        item.was = _struck_through(item, session.starts_at)
        item.save(update_fields=["was"])
        there = variants[item.variant_id].sellable
        set_more_aside(item, min(item.allotment, there), now=now)
    return True


@transaction.atomic
def close_session(*, session_id: int, now: datetime) -> bool:
    """Give back what nobody claimed; False if it is not due.  Plans the next day's."""
    session, items, _variants = hold_session(session_id)
    if session.closed_at is not None or session.ends_at > now:
        return False
    FlashSession.objects.filter(pk=session.pk).update(closed_at=now)
    for item in items:
        release_unclaimed(item, item.unclaimed, now=now)
    come_again(session, items, now)
    return True


def hold_session(
    session_id: int, *, also: Iterable[int] = ()
) -> tuple[FlashSession, Items, Mapping[int, Variant]]:
    """The session, its items and their variants as they are now, all of them held;
    variants of these ids, too."""
    sessions = FlashSession.objects.select_for_update(no_key=True, of=("self",))
    session = sessions.select_related("sale").get(pk=session_id)
    held = session.items.select_for_update(no_key=True).order_by("pk")
    items = list(held)
    return session, items, hold_variants([*(item.variant_id for item in items), *also])


def _struck_through(item: FlashItem, at: datetime) -> Decimal | None:
    """By the 30-day rule of the moment when it begins."""
    history = price_history(item.variant_id, until=at)
    was = highest_was(history, price=item.price, now=at)
    return was if was is not None and was > item.price else None


def days_later(moment: datetime, days: int) -> datetime:
    """At the same time by the clock on the wall."""
    return localtime(moment) + timedelta(days=days)


def is_free(variant_id: int, session: FlashSession) -> bool:
    """Has no other session the variant at that time?  The caller holds the variant."""
    others = FlashSession.objects.meeting(session.starts_at, session.ends_at)
    others = others.exclude(pk=session.pk)
    return not FlashItem.objects.filter(variant=variant_id, session__in=others).exists()


def come_again(session: FlashSession, items: Items, now: datetime) -> None:
    """The same on the next day that is not over yet and was not called off, as often as
    the campaign says."""
    days = 1
    while _falls_out(session, days, now):
        days += 1
    starts_at = days_later(session.starts_at, days)
    until = session.sale.repeats_until
    if until is None or localdate(starts_at) > until:
        return
    again, is_new = FlashSession.objects.get_or_create(
        sale=session.sale,
        starts_at=starts_at,
        defaults={"ends_at": days_later(session.ends_at, days)},
    )
    FlashItem.objects.bulk_create(
        FlashItem(
            session=again,
            variant_id=item.variant_id,
            price=item.price,
            allotment=item.allotment,
            most_each=item.most_each,
        )
        for item in items
        if is_new and is_free(item.variant_id, again)
    )


def _falls_out(session: FlashSession, days: int, now: datetime) -> bool:
    if days_later(session.ends_at, days) <= now:
        return True
    starts_at = days_later(session.starts_at, days)
    return session.sale.sessions.called_off().filter(starts_at=starts_at).exists()
