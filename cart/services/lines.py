"""Changes of a basket's lines.  Each locks the basket first, so that two taps on
the same button, or two tabs, follow one another; and raises CartGone.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Case, Q, QuerySet, Value, When

from cart.errors import BadQuantity, CannotTick, CartFull, CartGone, NotOffered
from cart.models import MOST_LINES, MOST_PIECES, Cart, CartLine
from catalog.errors import OutOfStock
from catalog.models import Product, Variant
from promotions.registry import ALONE, unit_price
from promotions.wishes import Shopper, Wanted
from shop.kernel.fields import AmountField
from shop.kernel.prepared import prepared
from shop.kernel.prepared_writes import change, insert, prepared_delete

NO_DEAL = {"deal_kind": "", "deal_id": None, "deal_team": ""}


def lock_cart(cart_id: int) -> Cart:
    """Hold a basket until the transaction ends.  Raises CartGone."""
    cart = next(iter(_locked(cart_id=cart_id)), None)
    if cart is None:
        raise CartGone
    return cart


@prepared
def _locked(cart_id: int) -> QuerySet[Cart]:
    return Cart.objects.select_for_update(no_key=True).filter(pk=cart_id)


@transaction.atomic
def add_to_cart(
    *, cart_id: int, variant_id: int, quantity: int, now: datetime
) -> CartLine:
    """Put pieces into a basket; the same variant adds up.  Reserves nothing.

    Raises BadQuantity, NotOffered, OutOfStock (what the basket holds counted in)
    and CartFull; then nothing changed.
    """
    if quantity < 1:
        raise BadQuantity(MOST_PIECES)
    cart = lock_cart(cart_id)
    variant = _offered(variant_id)
    lines = {line.variant_id: line for line in _lines(cart_id=cart.pk)}
    line = lines.get(variant_id)
    wanted = quantity + (line.quantity if line else 0)
    _check_quantity(variant, wanted, is_deal=bool(line and line.deal_id))
    if line is None:
        if len(lines) >= MOST_LINES:
            raise CartFull(MOST_LINES)
        line = CartLine(cart=cart, variant=variant, added_at=now)
    line.quantity, line.is_selected = wanted, True
    if line.deal_id is None:
        line.seen_price = _price_now(line, variant, cart.owner_id, now)
    if line.pk is None:
        insert([line])
    else:
        change(line, "quantity", "is_selected", "seen_price")
    keep_apart(line, beside=lines.values())
    change(cart, "updated_at")
    return line


@transaction.atomic
def buy_only(
    *, cart_id: int, variant_id: int, quantity: int, now: datetime
) -> CartLine:
    """Have exactly so many pieces of one variant ticked and nothing else.

    "Buy now": the rest of the basket stays, unticked.  Raises as `add_to_cart`.
    """
    lock_cart(cart_id)
    line = CartLine.objects.filter(cart_id=cart_id, variant_id=variant_id).first()
    if line is None:
        line = add_to_cart(
            cart_id=cart_id, variant_id=variant_id, quantity=quantity, now=now
        )
    else:
        line = buy_without_deal(
            cart_id=cart_id, line_id=line.pk, quantity=quantity, now=now
        )
    select_only(line)
    return line


@transaction.atomic
def buy_without_deal(
    *, cart_id: int, line_id: int, quantity: int, now: datetime
) -> CartLine:
    """Have a line's pieces ticked without the campaign that they were bought through,
    at the price that was shown for that.

    Raises as `set_quantity`.
    """
    cart = lock_cart(cart_id)
    cart.lines.filter(pk=line_id).update(is_selected=True, **NO_DEAL)
    line = set_quantity(cart_id=cart_id, line_id=line_id, quantity=quantity)
    line.seen_price = _price_now(line, _offered(line.variant_id), cart.owner_id, now)
    line.save(update_fields=["seen_price"])
    keep_apart(line, beside=_lines(cart_id=cart_id))
    return line


@transaction.atomic
def remove_unavailable(*, cart_id: int) -> int:
    """Take out what is withdrawn or sold out, not what only fell short; how many."""
    lines = lock_cart(cart_id).lines.select_related("variant__product")
    gone = [
        line.pk
        for line in lines
        if not _is_offered(line) or (line.deal_id is None and not _left(line))
    ]
    CartLine.objects.filter(pk__in=gone).delete()
    return len(gone)


@transaction.atomic
def set_quantity(*, cart_id: int, line_id: int, quantity: int) -> CartLine:
    """Change how many.  Raises CartLine.DoesNotExist, BadQuantity, NotOffered,
    OutOfStock; then the line is as it was."""
    cart = lock_cart(cart_id)
    line = cart.lines.get(pk=line_id)
    variant = _offered(line.variant_id)
    _check_quantity(variant, quantity, is_deal=line.deal_id is not None)
    line.quantity = quantity
    line.save(update_fields=["quantity"])
    return line


@transaction.atomic
def select_line(*, cart_id: int, line_id: int, is_selected: bool) -> None:
    """Tick or untick a line.  Raises CartLine.DoesNotExist, CannotTick."""
    line = lock_cart(cart_id).lines.select_related("variant__product").get(pk=line_id)
    if is_selected and not _can_be_ordered(line):
        raise CannotTick
    line.is_selected = is_selected
    line.save(update_fields=["is_selected"])
    if is_selected:
        keep_apart(line, beside=_lines(cart_id=cart_id))


@transaction.atomic
def select_all(*, cart_id: int, is_selected: bool) -> None:
    """Tick every line that can be ordered together, or untick all."""
    lines = lock_cart(cart_id).lines.select_related("variant__product")
    wanted = [
        line.pk
        for line in lines
        if is_selected and line.deal_kind not in ALONE and _can_be_ordered(line)
    ]
    CartLine.objects.filter(cart_id=cart_id).update(is_selected=False)
    CartLine.objects.filter(pk__in=wanted).update(is_selected=True)


@transaction.atomic
def remove_line(*, cart_id: int, line_id: int) -> CartLine:
    """Take a line out; the row returned tells what to offer for undo.

    Raises CartLine.DoesNotExist.
    """
    line = lock_cart(cart_id).lines.get(pk=line_id)
    CartLine.objects.filter(pk=line.pk).delete()
    return line


@transaction.atomic
def note_prices(*, cart_id: int, prices: Mapping[int, Decimal]) -> None:
    """Remember that the shopper has now seen these prices, `{line_id: price}`.

    Loseable: a line that somebody else is changing is passed over, so that looking
    at a basket never waits for it (and cannot deadlock with it).
    """
    seen = [
        When(pk=line_id, then=Value(price, output_field=AmountField()))
        for line_id, price in prices.items()
    ]
    if seen:
        lines = CartLine.objects.filter(cart_id=cart_id, pk__in=prices)
        free = lines.select_for_update(skip_locked=True).order_by("pk")
        CartLine.objects.filter(pk__in=free.values("pk")).update(
            seen_price=Case(*seen, output_field=AmountField())
        )


def take_lines(*, cart: Cart, line_ids: Collection[int]) -> list[CartLine]:
    """Take ordered lines out of a locked basket: all of them, or none.

    Returns those that are still there, so the caller compares with what it asked
    for: a missing line was ordered or removed before.  Runs in the caller's
    transaction.  The ids may be anybody's and anything; only the basket's own are
    ever looked up.
    """
    wanted = set(line_ids)
    lines = [line for line in _lines(cart_id=cart.pk) if line.pk in wanted]
    if len(lines) == len(wanted):
        _take(line_ids=[line.pk for line in lines])
    return lines


@prepared_delete
def _take(line_ids: list[int]) -> QuerySet[CartLine]:
    return CartLine.objects.filter(pk__in=line_ids)


@prepared
def _lines(cart_id: int) -> QuerySet[CartLine]:
    return CartLine.objects.filter(cart=cart_id).order_by("pk")


def _offered(variant_id: int) -> Variant:
    variant = next(iter(_offer(variant_id=variant_id)), None)
    if variant is None:
        raise NotOffered
    return variant


@prepared
def _offer(variant_id: int) -> QuerySet[Variant]:
    return Variant.objects.offered().select_related("product").filter(pk=variant_id)


def _price_now(
    line: CartLine, variant: Variant, owner_id: int | None, now: datetime
) -> Decimal:
    """What the shopper is shown where the line is put into the basket."""
    wanted = Wanted(
        key=variant.pk,
        variant_id=variant.pk,
        product_id=variant.product_id,
        quantity=line.quantity,
        price=variant.price,
        list_price=variant.price,
    )
    return unit_price(wanted, shopper=Shopper(owner_id=owner_id), now=now)


def _check_quantity(variant: Variant, wanted: int, *, is_deal: bool) -> None:
    """A deal's own limits are told by the basket's page, beside the line."""
    if not 1 <= wanted <= MOST_PIECES:
        raise BadQuantity(MOST_PIECES)
    if wanted > variant.sellable and not is_deal:
        raise OutOfStock(variant.pk, wanted, variant.sellable, variant.product.name)


def select_only(line: CartLine) -> None:
    """The rest of its basket stays, unticked."""
    own = CartLine.objects.filter(cart_id=line.cart_id)
    own.update(is_selected=Q(pk=line.pk))


def keep_apart(line: CartLine, *, beside: Iterable[CartLine]) -> None:
    """A line that has just been ticked: what can't be ordered with it, of the lines of
    its basket, is unticked."""
    is_alone = line.deal_kind in ALONE
    apart = [
        other.pk
        for other in beside
        if other.pk != line.pk
        and other.is_selected
        and (is_alone or other.deal_kind in ALONE)
    ]
    if apart:
        CartLine.objects.filter(pk__in=apart).update(is_selected=False)


def _can_be_ordered(line: CartLine) -> bool:
    """A campaign's own pieces are not counted here: its page says what is left."""
    enough = line.deal_id is not None or _left(line) >= line.quantity
    return _is_offered(line) and enough


def _is_offered(line: CartLine) -> bool:
    variant = line.variant
    return variant.is_active and variant.product.status == Product.Status.ACTIVE


def _left(line: CartLine) -> int:
    return max(line.variant.sellable, 0)
