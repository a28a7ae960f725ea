"""How much one of the staff may give back alone.

The limit counts what the same person has answered for alone, for the same order
within a day, so that it can't be walked round in small steps.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from payments.errors import NeedsSecondPerson
from payments.models import Refund, RefundLimit
from payments.states import RefundStatus
from shop.kernel.money import ZERO

A_DAY = timedelta(days=1)
UNLESS_SET = {"operations": Decimal(2000), "finance": Decimal(20000)}


def limits() -> dict[str, Decimal]:
    """What each role may give back alone: as set in the admin, else the usual."""
    return UNLESS_SET | dict(RefundLimit.objects.values_list("role", "amount"))


def limit_of(user: Any) -> Decimal | None:
    """The highest of a person's roles; None for the owner, who has no limit."""
    if user.is_superuser:
        return None
    table = limits()
    roles = user.groups.values_list("name", flat=True)
    return max((table.get(role, ZERO) for role in roles), default=ZERO)


def used_up(user: Any, *, order_id: int, now: datetime) -> Decimal:
    """What counts against a person's limit: what they gave back themselves, and what
    they agreed to.  What somebody else agreed to is the other's."""
    alone = Q(actor=user, approved_by=None) | Q(approved_by=user)
    recent = Refund.objects.filter(
        alone, attempt__order_id=order_id, requested_at__gt=now - A_DAY
    ).exclude(status=RefundStatus.FAILED)
    return recent.aggregate(sum=Sum("amount"))["sum"] or ZERO


def may_alone(user: Any, *, order_id: int, amount: Decimal, now: datetime) -> bool:
    """Would `check_alone` let it pass?  For what is said before a button is pressed."""
    limit = limit_of(user)
    if limit is None:
        return True
    return used_up(user, order_id=order_id, now=now) + amount <= limit


def check_alone(
    user: Any,
    *,
    order_id: int,
    amount: Decimal,
    now: datetime,
    error: type[NeedsSecondPerson] = NeedsSecondPerson,
) -> None:
    """May this person give that much back for this order without another?

    The caller holds the order's row.  Raises `error`.
    """
    if not may_alone(user, order_id=order_id, amount=amount, now=now):
        raise error(limit=limit_of(user) or ZERO)
