"""Pieces of an allotment: claimed with an order, given back with it.

Locks as `promotions.allotments` says, items in the order of their ids.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from promotions.allotments import hand_over, put_back, take, take_share
from promotions.flash_sales.errors import FlashLimit, FlashOver, FlashSoldOut
from promotions.flash_sales.models import (
    FlashClaim,
    FlashItem,
    FlashSession,
    FlashShopper,
)

Pieces = Mapping[int, int]


@transaction.atomic
def claim_pieces(
    *, order_number: str, shopper: str, pieces: Pieces, now: datetime
) -> dict[int, int]:
    """Take `{item_id: quantity}` for an order, all of them or none.

    In the stock ledger they pass from the session to the order; `{variant_id:
    quantity}` is returned.  Raises FlashOver, FlashLimit, FlashSoldOut.
    """
    items = _running(pieces, now)
    for item in items:
        _take(item, pieces[item.pk], shopper)
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


@transaction.atomic
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
        claim = claims[item.pk]
        _take(item, claim.returned, claim.shopper)
        FlashClaim.objects.filter(pk=claim.pk).update(returned=0)
    return _hand_over(items, pieces, order_number, now)


def sell_pieces(*, order_number: str, now: datetime) -> None:
    """The order is paid: its pieces come back only with its money."""
    FlashClaim.objects.filter(order_number=order_number).update(paid_at=now)


def hold_pieces(*, order_number: str) -> None:
    """Lock an order's rows here as `claim_pieces` does, before any variant's."""
    claims = FlashClaim.objects.filter(order_number=order_number).order_by("item_id")
    for item_id, shopper in claims.values_list("item_id", "shopper"):
        mine = FlashShopper.objects.select_for_update(no_key=True)
        mine.filter(item=item_id, shopper=shopper).first()
        FlashItem.objects.select_for_update(no_key=True).get(pk=item_id)


@transaction.atomic
def return_pieces(*, order_number: str, freed: Pieces, now: datetime) -> None:
    """An order ended; `freed` is `{variant_id: quantity}` that went back to the stock
    a moment ago.  Of that the session, if it is still open, takes its own again.  The
    caller has called `hold_pieces` before."""
    claims = FlashClaim.objects.filter(order_number=order_number)
    for claim in claims.select_related("item").order_by("item_id"):
        item = claim.item
        back = min(claim.live, freed.get(item.variant_id, 0))
        if back:
            _give_back(claim, item, back, now)


def _running(pieces: Pieces, now: datetime) -> list[FlashItem]:
    sessions = FlashSession.objects.running(now)
    items = FlashItem.objects.filter(pk__in=pieces, session__in=sessions)
    found = list(items.order_by("pk"))
    if len(found) != len(pieces):
        raise FlashOver
    return found


def _take(item: FlashItem, quantity: int, shopper: str) -> None:
    """Losers are turned away by what was just read; the UPDATE decides."""
    if item.unclaimed < quantity:
        raise FlashSoldOut
    most = item.most_each
    if not take_share(
        FlashShopper, most=most, quantity=quantity, item=item, shopper=shopper
    ):
        raise FlashLimit(most)
    if not take(item, quantity):
        raise FlashSoldOut


def _hand_over(
    items: Iterable[FlashItem], pieces: Pieces, order_number: str, now: datetime
) -> dict[int, int]:
    stock: dict[int, int] = {}
    for item in items:
        quantity = pieces[item.pk]
        hand_over(item, quantity, to=order_number, now=now)
        stock[item.variant_id] = stock.get(item.variant_id, 0) + quantity
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
