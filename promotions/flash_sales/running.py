"""Sessions open and close by the clock; what they set aside goes through the ledger."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from catalog.models import Variant
from catalog.stock import release_stock, reserve_stock
from promotions.flash_sales.models import FlashItem, FlashSale, FlashSession

A_DAY = timedelta(days=1)


@transaction.atomic
def open_session(*, session_id: int, now: datetime) -> bool:
    """Set its pieces aside, as many as the shop still has; False if that was done.

    Its price holds from `starts_at`, whenever it is opened before.
    """
    session = _held(session_id)
    if session.opened_at is not None or session.ends_at <= now:
        return False
    FlashSession.objects.filter(pk=session.pk).update(opened_at=now)
    for item in session.items.order_by("variant_id"):
        _set_aside(item, item.allotment, now)
    return True


@transaction.atomic
def close_session(*, session_id: int, now: datetime) -> bool:
    """Give back what nobody claimed; False if it is not due.  Plans the next day's."""
    session = _held(session_id)
    if session.closed_at is not None or session.ends_at > now:
        return False
    FlashSession.objects.filter(pk=session.pk).update(closed_at=now)
    for item in session.items.order_by("variant_id"):
        held = FlashItem.objects.select_for_update(no_key=True).get(pk=item.pk)
        release_unclaimed(held, held.unclaimed, now=now)
    _come_again(session)
    return True


def release_unclaimed(item: FlashItem, number: int, *, now: datetime) -> None:
    """Back to the stock that everybody buys from.  The caller holds the item's row."""
    if number:
        release_stock({item.variant_id: number}, reference=item.reference, now=now)
        FlashItem.objects.filter(pk=item.pk).update(unclaimed=item.unclaimed - number)


def _held(session_id: int) -> FlashSession:
    sessions = FlashSession.objects.select_for_update(no_key=True, of=("self",))
    return sessions.select_related("sale").get(pk=session_id)


def _set_aside(item: FlashItem, wanted: int, now: datetime) -> None:
    variant = Variant.objects.select_for_update(no_key=True).get(pk=item.variant_id)
    number = min(wanted, variant.sellable)
    if number:
        reserve_stock({variant.pk: number}, reference=item.reference, now=now)
        FlashItem.objects.filter(pk=item.pk).update(set_aside=number, unclaimed=number)


def _come_again(session: FlashSession) -> None:
    """The same a day later, as often as the campaign says; made once."""
    sale: FlashSale = session.sale
    starts_at = session.starts_at + A_DAY
    if sale.repeats_until is None or localdate(starts_at) > sale.repeats_until:
        return
    again, made = FlashSession.objects.get_or_create(
        sale=sale, starts_at=starts_at, defaults={"ends_at": session.ends_at + A_DAY}
    )
    if made:
        FlashItem.objects.bulk_create(
            FlashItem(
                session=again,
                variant_id=item.variant_id,
                price=item.price,
                allotment=item.allotment,
                most_each=item.most_each,
            )
            for item in session.items.all()
        )
