"""Sessions are planned, changed, copied and called off by the merchant.

What was sold is never broken: once a session has begun only its end and its limits
may change.  Locks: the session, its items by id, their variants by id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from catalog.models import Variant
from promotions.allotments import change_allotment, check_allotment, hold_variants
from promotions.copying import times_of_copy
from promotions.errors import PriceForNothing
from promotions.flash_sales.errors import (
    FlashPriceTooHigh,
    NothingInSession,
    SessionHasBegun,
    SessionIsOver,
    SessionsOverlap,
    SessionTooShort,
)
from promotions.flash_sales.models import FlashItem, FlashReminder, FlashSession
from promotions.flash_sales.running import come_again, hold_session, is_free


@dataclass(frozen=True, kw_only=True)
class ItemPlan:
    """So many pieces of a variant at a price, so many of them for each shopper."""

    variant_id: int
    price: Decimal
    allotment: int
    most_each: int = 1


Plans = Sequence[ItemPlan]


@transaction.atomic
def plan_session(
    *,
    sale_id: int,
    starts_at: datetime,
    ends_at: datetime,
    plans: Plans,
    now: datetime,
) -> FlashSession:
    """A new session; it opens by itself.  It takes the place of one that was called
    off.

    Raises SessionTooShort, NothingInSession, SessionsOverlap, PriceForNothing,
    FlashPriceTooHigh, AllotmentAboveStock.
    """
    session = FlashSession(sale_id=sale_id, starts_at=starts_at, ends_at=ends_at)
    check_times(starts_at, ends_at, now=now)
    variants = hold_variants(plan.variant_id for plan in plans)
    _check(plans, session, variants)
    _save(session)
    _write(session, plans)
    return session


@transaction.atomic
def change_session(
    *,
    session_id: int,
    starts_at: datetime,
    ends_at: datetime,
    plans: Plans,
    now: datetime,
) -> FlashSession:
    """Plan it otherwise.  Of one that is open: sell longer or shorter, set more pieces
    aside or give some back that nobody claimed.  It takes the place of one that was
    called off.

    Raises what `plan_session` raises, SessionHasBegun, SessionIsOver,
    AllotmentBelowSold.
    """
    session, items, variants = hold_session(
        session_id, also=[plan.variant_id for plan in plans]
    )
    if session.closed_at is not None:
        raise SessionIsOver
    check_times(starts_at, ends_at, now=now)
    is_open = session.opened_at is not None
    if is_open and (starts_at != session.starts_at or not _are_same(items, plans)):
        raise SessionHasBegun
    session.starts_at, session.ends_at = starts_at, ends_at
    if is_open:
        _change_limits(session, items, plans, variants, now)
    else:
        _check(plans, session, variants)
        session.items.all().delete()
        _write(session, plans)
    _save(session, columns=["starts_at", "ends_at"])
    return session


@transaction.atomic
def copy_session(*, session_id: int, now: datetime) -> FlashSession:
    """The same in a week after it.  Raises what `plan_session` raises."""
    session = FlashSession.objects.get(pk=session_id)
    return plan_session(
        sale_id=session.sale_id,
        **times_of_copy(session, now=now),
        plans=[
            ItemPlan(
                variant_id=item.variant_id,
                price=item.price,
                allotment=item.allotment,
                most_each=item.most_each,
            )
            for item in session.items.all()
        ],
        now=now,
    )


@transaction.atomic
def call_off(*, session_id: int, now: datetime) -> None:
    """One that has not begun never does; what comes every day comes the day after.
    Whoever asked for a word is owed that one, even where he had the other already.
    Nothing for one that is called off.  Raises SessionHasBegun."""
    session, items, _variants = hold_session(session_id)
    if session.is_called_off:
        return
    if session.opened_at is not None or session.starts_at <= now:
        raise SessionHasBegun
    session.items.all().delete()
    session.reminders.update(sent_at=None)
    session.closed_at = now
    session.save(update_fields=["closed_at"])
    come_again(session, items, now)


def check_times(starts_at: datetime, ends_at: datetime, *, now: datetime) -> None:
    """Raises SessionTooShort."""
    if ends_at <= max(starts_at, now):
        raise SessionTooShort


def _save(session: FlashSession, columns: Sequence[str] | None = None) -> None:
    """In the place of one that was called off.  Who has not been told of that yet is
    reminded of this one."""
    there = FlashSession.objects.called_off()
    same = there.filter(sale=session.sale_id, starts_at=session.starts_at)
    untold = FlashReminder.objects.filter(session__in=same, sent_at=None)
    owners = list(untold.values_list("owner", flat=True))
    same.delete()
    session.save(update_fields=columns)
    FlashReminder.objects.bulk_create(
        (FlashReminder(session=session, owner_id=owner) for owner in owners),
        ignore_conflicts=True,
    )


def _check(
    plans: Plans, session: FlashSession, variants: Mapping[int, Variant]
) -> None:
    if not plans:
        raise NothingInSession
    for plan in plans:
        variant = variants[plan.variant_id]
        if not is_free(variant.pk, session):
            raise SessionsOverlap(variant.pk)
        if plan.price <= 0:
            raise PriceForNothing(variant.pk)
        if plan.price >= variant.price:
            raise FlashPriceTooHigh(variant.pk)
        check_allotment(plan.allotment, variant)


def _are_same(items: Sequence[FlashItem], plans: Plans) -> bool:
    known = {(item.variant_id, item.price) for item in items}
    return known == {(plan.variant_id, plan.price) for plan in plans}


def _change_limits(
    session: FlashSession,
    items: Sequence[FlashItem],
    plans: Plans,
    variants: Mapping[int, Variant],
    now: datetime,
) -> None:
    wanted = {plan.variant_id: plan for plan in plans}
    for item in items:
        plan = wanted[item.variant_id]
        if not is_free(item.variant_id, session):
            raise SessionsOverlap(item.variant_id)
        variant = variants[item.variant_id]
        change_allotment(item, plan.allotment, variant=variant, now=now)
        item.most_before = max(item.most_before, item.most_each)
        item.most_each = plan.most_each
        item.save(update_fields=["most_each", "most_before"])


def _write(session: FlashSession, plans: Plans) -> None:
    FlashItem.objects.bulk_create(
        FlashItem(
            session=session,
            variant_id=plan.variant_id,
            price=plan.price,
            allotment=plan.allotment,
            most_each=plan.most_each,
        )
        for plan in plans
    )
