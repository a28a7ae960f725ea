"""Goods that come into the warehouse."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import StockMove
from catalog.stock import adjust_stock


@transaction.atomic
def receive_stock(
    *,
    variant_id: int,
    quantity: int,
    now: datetime,
    reason: str = "",
    actor_id: int | None = None,
) -> None:
    """Put `quantity` pieces on the shelf and write a `received` row of the ledger.

    Raises ValueError for a negative quantity (that is an adjustment).
    """
    if quantity < 0:
        raise ValueError("What arrives is never negative.")
    adjust_stock(
        variant_id=variant_id,
        delta=quantity,
        reason=reason or _("goods received"),
        now=now,
        actor_id=actor_id,
        kind=StockMove.Kind.RECEIVE,
    )
