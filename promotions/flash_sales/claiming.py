"""Pieces of an allotment: claimed with an order, given back with it.

Locks as `promotions.allotments` says, items in the order of their ids.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from promotions.allotments import hand_over, put_back, take, take_share
from promotions.flash_sales.errors import FlashLimit, FlashOver, FlashSoldOut
from promotions.flash_sales.models import (
    FlashClaim,
    FlashItem,
    FlashSession,
    FlashShopper,
)
from promotions.flash_sales.selectors import note_sold_out
from shop.kernel.prepared import prepared

Pieces = Mapping[int, int]


@transaction.atomic(savepoint=False)
def claim_pieces(
    *, order_number: str, shopper: str, pieces: Pieces, now: datetime
) -> dict[int, int]:
    """Take `{item_id: quantity}` for an order, all of them or none.

    In the stock ledger they pass from the session to the order; `{variant_id:
    quantity}` is returned.  Raises FlashOver, FlashLimit, FlashSoldOut.
    """
    items = _running(pieces, now)
    for item in items:
        _count(item, pieces[item.pk], shopper)
    FlashClaim.objects.bulk_create(
        FlashClaim(
            item=item,
            shopper=shopper,
            order_number=order_number,
            quantity=pieces[item.pk],
            claimed_at=now,
        )
        for item in items
    )
    return _hand_over(items, pieces, order_number, now)


@transaction.atomic(savepoint=False)
def claim_again(*, order_number: str, now: datetime) -> dict[int, int]:
    """A revived order takes what it had, if it is still there.  As `claim_pieces`."""
    claims = {
        claim.item_id: claim
        for claim in FlashClaim.objects.filter(order_number=order_number)
        if claim.returned
    }
    pieces = {item_id: claim.returned for item_id, claim in claims.items()}
    items = _running(pieces, now)
    for item in items:
        _count(item, pieces[item.pk], claims[item.pk].shopper)
    FlashClaim.objects.filter(order_number=order_number).update(returned=0)
    return _hand_over(items, pieces, order_number, now)


def sell_pieces(*, order_number: str, now: datetime) -> None:
    """The order is paid: its pieces come back only with its money."""
    FlashClaim.objects.filter(order_number=order_number).update(paid_at=now)


def hold_pieces(*, order_number: str) -> None:
    """Lock an order's rows here as `claim_pieces` does, before any variant's."""
    claims = FlashClaim.objects.filter(order_number=order_number).order_by("item_id")
    held = list(claims.values_list("item_id", "shopper"))
    for item_id, shopper in held:
        mine = FlashShopper.objects.select_for_update(no_key=True)
        mine.filter(item=item_id, shopper=shopper).first()
    for item_id, _shopper in held:
        FlashItem.objects.select_for_update(no_key=True).get(pk=item_id)


@transaction.atomic
def return_pieces(*, order_number: str, freed: Pieces, now: datetime) -> None:
    """Pieces of an order's deals, `{variant_id: quantity}`, went back to the stock a
    moment ago.  Of that the session, if it is still open, takes its own again.  The
    caller has called `hold_pieces` before."""
    claims = FlashClaim.objects.filter(order_number=order_number)
    for claim in claims.select_related("item").order_by("item_id"):
        item = claim.item
        back = min(claim.live, freed.get(item.variant_id, 0))
        if back:
            _give_back(claim, item, back, now)


def _running(pieces: Pieces, now: datetime) -> list[FlashItem]:
    """Losers are turned away by what is read here; the UPDATE decides."""
    items = _on_sale(item_ids=set(pieces), now=now)
    if len(items) != len(pieces):
        raise FlashOver
    note_sold_out(items)
    if any(item.unclaimed < pieces[item.pk] for item in items):
        raise FlashSoldOut
    return items


@prepared
def _on_sale(item_ids: set[int], now: datetime) -> QuerySet[FlashItem]:
    sessions = FlashSession.objects.running(now)
    return FlashItem.objects.filter(pk__in=item_ids, session__in=sessions).order_by(
        "pk"
    )


def _count(item: FlashItem, quantity: int, shopper: str) -> None:
    """Nobody has more than the limit."""
    most = item.most_each
    if not take_share(
        FlashShopper, most=most, quantity=quantity, item=item.pk, shopper=shopper
    ):
        raise FlashLimit(most)


def _take(item: FlashItem, quantity: int) -> None:
    if not take(item, quantity):
        raise FlashSoldOut


def _hand_over(
    items: Sequence[FlashItem], pieces: Pieces, order_number: str, now: datetime
) -> dict[int, int]:
    """The row that the whole crowd wants is taken last and held the shortest."""
    stock: dict[int, int] = {}
    for item in items:
        quantity = pieces[item.pk]
        hand_over(item, quantity, to=order_number, now=now)
        stock[item.variant_id] = stock.get(item.variant_id, 0) + quantity
    for item in items:
        _take(item, pieces[item.pk])
    return stock


def _give_back(claim: FlashClaim, item: FlashItem, back: int, now: datetime) -> None:
    """The item's row is held before the session is looked at: whoever closes it takes
    the same row, so a piece never comes back to a session that is closed."""
    FlashShopper.objects.filter(item=item, shopper=claim.shopper).update(
        taken=F("taken") - back
    )
    FlashClaim.objects.filter(pk=claim.pk).update(returned=F("returned") + back)
    if FlashSession.objects.filter(pk=item.session_id, closed_at=None).exists():
        put_back(item, back, now=now)
