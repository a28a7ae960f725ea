"""The warehouse says what it really has."""

from datetime import datetime

from django.db import transaction

from catalog.errors import StockMoved
from catalog.models import Variant
from catalog.stock import adjust_stock


@transaction.atomic
def correct_stock(
    *,
    variant_id: int,
    seen: int,
    on_hand: int,
    reason: str,
    now: datetime,
    actor_id: int | None,
) -> None:
    """Set what is on hand, through the ledger, from the number that was `seen`.

    So neither a second click nor a sale in between is counted twice.  Raises
    StockMoved, StockTooLow.
    """
    variant = Variant.objects.select_for_update(no_key=True).get(pk=variant_id)
    if variant.on_hand != seen:
        raise StockMoved(on_hand=variant.on_hand)
    adjust_stock(
        variant_id=variant_id,
        delta=on_hand - seen,
        reason=reason,
        now=now,
        actor_id=actor_id,
    )
