"""Every change of stock.  The check and the change are one UPDATE.

Rows are taken in the order of variant ids, so two baskets cannot deadlock, and
each change writes its row of the ledger in the same transaction.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from catalog.errors import OutOfStock, StockTooLow
from catalog.models import StockMove, Variant
from shop.kernel.prepared_writes import Update, insert, prepared_update

Kind = StockMove.Kind


@transaction.atomic(savepoint=False)
def reserve_stock(
    quantities: Mapping[int, int], *, reference: str, now: datetime
) -> None:
    """Set aside `{variant_id: quantity}` for an order, all of it or none of it.

    Raises OutOfStock (also for a variant that is no longer offered); a transaction
    around it is undone then.
    """
    for variant_id, wanted in sorted(quantities.items()):
        if not _reserve(variant_id=variant_id, wanted=wanted):
            raise _out_of_stock(variant_id, wanted)
    _write_down(quantities, Kind.RESERVE, 0, 1, reference=reference, now=now)


@prepared_update
def _reserve(variant_id: int, wanted: int) -> Update:
    free = Variant.objects.filter(
        pk=variant_id, is_active=True, on_hand__gte=F("reserved") + wanted
    )
    return free, {"reserved": F("reserved") + wanted}


@transaction.atomic
def release_stock(
    quantities: Mapping[int, int], *, reference: str, now: datetime
) -> None:
    """Give back what an order had reserved.  The caller releases only once."""
    for variant_id, quantity in sorted(quantities.items()):
        _change(variant_id, reserved=-quantity)
    _write_down(quantities, Kind.RELEASE, 0, -1, reference=reference, now=now)


def pass_on(
    variant_id: int, quantity: int, *, giver: str, taker: str, now: datetime
) -> None:
    """What one reference has reserved is another's from now on.

    Nothing changes but the ledger: a release and a reservation that sum to zero.
    """
    halves = ((Kind.RELEASE, giver, -quantity), (Kind.RESERVE, taker, quantity))
    insert(
        [
            StockMove(
                variant_id=variant_id,
                kind=kind,
                reserved_delta=delta,
                reference=reference,
                at=now,
            )
            for kind, reference, delta in halves
        ]
    )


@transaction.atomic
def ship_stock(quantities: Mapping[int, int], *, reference: str, now: datetime) -> None:
    """Take what an order had reserved out of the warehouse."""
    for variant_id, quantity in sorted(quantities.items()):
        _change(variant_id, on_hand=-quantity, reserved=-quantity)
    _write_down(quantities, Kind.SHIP, -1, -1, reference=reference, now=now)


@transaction.atomic
def adjust_stock(
    *,
    variant_id: int,
    delta: int,
    reason: str,
    now: datetime,
    actor_id: int | None = None,
    kind: StockMove.Kind = Kind.ADJUST,
) -> None:
    """Add to or take from what is on hand, and write down why.

    A `delta` of zero changes nothing.  Raises StockTooLow.
    """
    if delta == 0:
        return
    enough = Variant.objects.filter(pk=variant_id, on_hand__gte=F("reserved") - delta)
    if enough.update(on_hand=F("on_hand") + delta) != 1:
        variant = Variant.objects.get(pk=variant_id)
        raise StockTooLow(on_hand=variant.on_hand, reserved=variant.reserved)
    StockMove.objects.create(
        variant_id=variant_id,
        kind=kind,
        on_hand_delta=delta,
        reason=reason,
        actor_id=actor_id,
        at=now,
    )


def _change(variant_id: int, *, on_hand: int = 0, reserved: int = 0) -> None:
    Variant.objects.filter(pk=variant_id).update(
        on_hand=F("on_hand") + on_hand, reserved=F("reserved") + reserved
    )


def _out_of_stock(variant_id: int, wanted: int) -> OutOfStock:
    variant = Variant.objects.select_related("product").filter(pk=variant_id).first()
    if variant is None:
        return OutOfStock(variant_id, wanted)
    return OutOfStock(variant_id, wanted, variant.sellable, variant.product.name)


def _write_down(
    quantities: Mapping[int, int],
    kind: StockMove.Kind,
    on_hand_sign: int,
    reserved_sign: int,
    *,
    reference: str,
    now: datetime,
) -> None:
    insert(
        [
            StockMove(
                variant_id=variant_id,
                kind=kind,
                on_hand_delta=on_hand_sign * quantity,
                reserved_delta=reserved_sign * quantity,
                reference=reference,
                at=now,
            )
            for variant_id, quantity in sorted(quantities.items())
        ]
    )
