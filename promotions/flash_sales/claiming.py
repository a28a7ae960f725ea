"""Pieces of an allotment: claimed with an order, given back with it.

Nothing is read before: each of the two limits is one UPDATE that decides, and only who
is refused is told why by what is read then.  Locks as `promotions.allotments` says,
items in the order of their ids.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from catalog.stock import pass_on
from promotions.allotments import put_back, take_share
from promotions.flash_sales.errors import FlashLimit, FlashOver, FlashSoldOut
from promotions.flash_sales.models import (
    FlashClaim,
    FlashItem,
    FlashSession,
    FlashShopper,
)
from promotions.flash_sales.selectors import note_sold_out
from shop.kernel.errors import DomainError
from shop.kernel.prepared import prepared
from shop.kernel.prepared_writes import Update, insert, prepared_update


@dataclass(frozen=True, kw_only=True)
class Wish:
    """So many pieces of an item."""

    item_id: int
    variant_id: int
    quantity: int


@transaction.atomic(savepoint=False)
def claim_pieces(
    *, order_number: str, shopper: str, wishes: Sequence[Wish], now: datetime
) -> dict[int, int]:
    """Take them for an order, all of them or none; one wish for an item.

    In the stock ledger they pass from the session to the order; `{variant_id:
    quantity}` is returned.  Raises FlashOver, FlashLimit, FlashSoldOut.
    """
    wishes = _in_order(wishes)
    for wish in wishes:
        _count(wish, shopper, now)
    insert(
        [
            FlashClaim(
                item_id=wish.item_id,
                shopper=shopper,
                order_number=order_number,
                quantity=wish.quantity,
                claimed_at=now,
            )
            for wish in wishes
        ]
    )
    return _hand_over(wishes, order_number, now)


@transaction.atomic(savepoint=False)
def claim_again(*, order_number: str, now: datetime) -> dict[int, int]:
    """A revived order takes what it had, if it is still there.  As `claim_pieces`."""
    rows = FlashClaim.objects.filter(order_number=order_number, returned__gt=0)
    claims = {claim.item_id: claim for claim in rows.select_related("item")}
    wishes = _in_order(_what_it_had(claim) for claim in claims.values())
    for wish in wishes:
        _count(wish, claims[wish.item_id].shopper, now)
    rows.update(returned=0)
    return _hand_over(wishes, order_number, now)


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
def return_pieces(
    *, order_number: str, freed: Mapping[int, int], now: datetime
) -> None:
    """Pieces of an order's deals, `{variant_id: quantity}`, went back to the stock a
    moment ago.  Of that the session, if it is still open, takes its own again.  The
    caller has called `hold_pieces` before."""
    claims = FlashClaim.objects.filter(order_number=order_number)
    for claim in claims.select_related("item").order_by("item_id"):
        item = claim.item
        back = min(claim.live, freed.get(item.variant_id, 0))
        if back:
            _give_back(claim, item, back, now)


def _in_order(wishes: Iterable[Wish]) -> list[Wish]:
    return sorted(wishes, key=lambda wish: wish.item_id)


def _what_it_had(claim: FlashClaim) -> Wish:
    return Wish(
        item_id=claim.item_id,
        variant_id=claim.item.variant_id,
        quantity=claim.returned,
    )


def _count(wish: Wish, shopper: str, now: datetime) -> None:
    """Nobody has more than the limit."""
    item_id, quantity = wish.item_id, wish.quantity
    if not take_share(
        FlashShopper, "item", item_id, shopper=shopper, quantity=quantity
    ):
        raise _refusal(wish, now, may_be_limit=True)


def _hand_over(
    wishes: Sequence[Wish], order_number: str, now: datetime
) -> dict[int, int]:
    """The row that the whole crowd wants is taken last and held the shortest."""
    stock: dict[int, int] = {}
    for wish in wishes:
        variant_id, quantity = wish.variant_id, wish.quantity
        giver = FlashItem.reference_of(wish.item_id)
        pass_on(variant_id, quantity, giver=giver, taker=order_number, now=now)
        stock[variant_id] = stock.get(variant_id, 0) + quantity
    for wish in wishes:
        if not _take(wish.item_id, wish.variant_id, wish.quantity, now):
            raise _refusal(wish, now)
    return stock


@prepared_update
def _take(item_id: int, variant_id: int, quantity: int, now: datetime) -> Update:
    sessions = FlashSession.objects.running(now)
    left = FlashItem.objects.filter(
        pk=item_id,
        variant=variant_id,
        unclaimed__gte=quantity,
        session__in=sessions,
    )
    return left, {"unclaimed": F("unclaimed") - quantity}


def _refusal(wish: Wish, now: datetime, *, may_be_limit: bool = False) -> DomainError:
    """Of this item the transaction took nothing, so what is read may be noted."""
    items = _on_sale(item_id=wish.item_id, variant_id=wish.variant_id, now=now)
    if not items:
        return FlashOver()
    note_sold_out(items)
    if may_be_limit and items[0].unclaimed >= wish.quantity:
        return FlashLimit(items[0].most_each)
    return FlashSoldOut()


@prepared
def _on_sale(item_id: int, variant_id: int, now: datetime) -> QuerySet[FlashItem]:
    sessions = FlashSession.objects.running(now)
    return FlashItem.objects.filter(
        pk=item_id, variant=variant_id, session__in=sessions
    )


def _give_back(claim: FlashClaim, item: FlashItem, back: int, now: datetime) -> None:
    """The item's row is held before the session is looked at: whoever closes it takes
    the same row, so a piece never comes back to a session that is closed."""
    FlashShopper.objects.filter(item=item, shopper=claim.shopper).update(
        taken=F("taken") - back
    )
    FlashClaim.objects.filter(pk=claim.pk).update(returned=F("returned") + back)
    if FlashSession.objects.filter(pk=item.session_id, closed_at=None).exists():
        put_back(item, back, now=now)
