"""A cart becomes an order, once."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from cart.errors import CartGone
from cart.models import CartLine
from cart.quote import Quote
from cart.selectors import deals_of
from cart.services import lock_cart, take_lines
from catalog.stock import reserve_stock
from orders.errors import (
    AlreadyOrdered,
    CartChanged,
    PriceChanged,
    TooManyUnpaid,
)
from orders.mails import tell
from orders.models import Order, OrderEvent, OrderLine
from orders.numbers import new_number
from orders.pieces import by_variant, without
from orders.services.discounts import write_discounts
from orders.services.money import settle_free_order
from orders.services.promising import bill_of
from orders.services.writing import Goods, goods_of, write_lines, write_order
from orders.signals import order_placed
from orders.states import Actor, OrderStatus
from orders.wanting import Checkout
from promotions.promises import Bill
from promotions.registry import take_promises, turn_away
from shop.kernel.events import announce
from shop.kernel.failpoints import failpoint
from shop.kernel.locks import hold
from shop.kernel.prepared import prepared
from shop.kernel.prepared_writes import insert


@dataclass(frozen=True, kw_only=True)
class Placed:
    order: Order
    is_new: bool


def place_order(*, checkout: Checkout, now: datetime) -> Placed:
    """Turn ticked cart lines into an order that waits for payment until `pay_by`.

    In one transaction: quotes again, compares with the total the shopper saw,
    reserves the stock, takes coupon, seat, pieces set aside and points, writes order, lines, event and mail, and takes the lines
    out of the cart.  The same checkout again gives the same order: whatever has become
    of it, or, where goods alone were shown, while it waits for payment.
    Announces `order_placed`.

    Raises CartChanged, AlreadyOrdered, PriceChanged, OutOfStock, NotOffered,
    NotDeliverable, TooManyUnpaid, and what a promotion refuses; then nothing changed.
    """
    turn_away(lambda: deals_of(cart_id=checkout.cart_id, line_ids=checkout.lines))
    failpoint("order.before_begin")
    with transaction.atomic():
        return _place(checkout, now)


def _place(checkout: Checkout, now: datetime) -> Placed:
    _lock_shopper(checkout)
    lines = _take(checkout)
    if not lines:
        return Placed(order=_placed_before(checkout, now), is_new=False)
    _check_unpaid_cap(checkout)
    goods = goods_of(checkout, rows=lines, now=now)
    _check_price(checkout, goods.quote)
    transaction.on_commit(partial(failpoint, "order.after_commit"))
    bill = bill_of(
        new_number(),
        shopper=checkout.shopper,
        deals=goods.deals(),
        quote=goods.quote,
    )
    order = _write(checkout, goods, bill, now)
    _take_everything(bill, goods, now)
    failpoint("order.stock_taken")
    announce(order_placed, Order, order_id=order.pk)
    if order.total == 0:
        settle_free_order(order, now=now)
    failpoint("order.rows_written")
    return Placed(order=order, is_new=True)


def _write(checkout: Checkout, goods: Goods, bill: Bill, now: datetime) -> Order:
    order = write_order(checkout, goods=goods, bill=bill, now=now)
    lines = write_lines(order, goods=goods)
    write_discounts(order, lines=lines, discounts=goods.quote.discounts)
    event = OrderEvent(
        order=order,
        old="",
        new=order.status,
        actor=Actor.BUYER if checkout.staff_id is None else Actor.STAFF,
        actor_user_id=checkout.staff_id or checkout.owner_id,
        at=now,
    )
    insert([event])
    tell(order, "placed", now=now, lines=lines)
    return order


def _lock_shopper(checkout: Checkout) -> None:
    """Parallel checkouts of one person follow one another: the account's row, or a
    guest's phone and e-mail."""
    if checkout.owner_id is not None:
        people = get_user_model().objects.select_for_update(no_key=True)
        people.get(pk=checkout.owner_id)
    else:
        contacts = (checkout.address["phone"], checkout.email.lower())
        hold(*(f"unpaid:{contact}" for contact in contacts if contact))


def _take(checkout: Checkout) -> list[CartLine]:
    """The lines, out of the basket; none where all of them were taken before."""
    try:
        cart = lock_cart(checkout.cart_id)
    except CartGone:
        raise CartChanged from None
    lines = take_lines(cart=cart, line_ids=checkout.lines)
    if checkout.shows_goods_alone:
        for line in lines:
            line.quantity = checkout.lines[line.pk]
    if lines and {line.pk: line.quantity for line in lines} != dict(checkout.lines):
        raise CartChanged
    return lines


def _check_price(checkout: Checkout, quote: Quote) -> None:
    prices = {line.key: line.unit_price for line in quote.lines}
    if not checkout.is_as_seen(goods=quote.goods, total=quote.total, prices=prices):
        total = quote.goods if checkout.shows_goods_alone else quote.total
        raise PriceChanged(seen=checkout.seen_total, total=total)


def _placed_before(checkout: Checkout, now: datetime) -> Order:
    """The order that took these very lines out of this very cart."""
    known = OrderLine.objects.filter(
        order__cart_key=checkout.cart_id, order__owner_id=checkout.owner_id
    )
    sane = [line_id for line_id in checkout.lines if 0 < line_id < 2**63]
    line = known.filter(cart_line_id__in=sane).select_related("order").first()
    if line is None:
        raise CartChanged
    order = line.order
    ordered = {
        line.cart_line_id: line for line in order.lines.all() if line.cart_line_id
    }
    if {key: line.quantity for key, line in ordered.items()} != dict(checkout.lines):
        raise CartChanged
    if checkout.shows_goods_alone and not order.waits_for_payment(now):
        raise CartChanged
    prices = {key: line.unit_price for key, line in ordered.items()}
    is_as_seen = checkout.is_as_seen(
        goods=order.goods_amount, total=order.total, prices=prices
    )
    address = {name: getattr(order, name) for name in checkout.address}
    agreed = (address, order.email, order.buyer_note)
    wanted = (checkout.address, checkout.email, checkout.note)
    if agreed != wanted or not is_as_seen:
        raise AlreadyOrdered(order.number)
    return order


def _check_unpaid_cap(checkout: Checkout) -> None:
    if checkout.is_by_phone:
        return  # whoever writes it down answers for it
    most = settings.UNPAID_ORDERS_PER_SHOPPER
    if checkout.shows_goods_alone:  # a client without a page to give orders up
        most = settings.UNPAID_MINI_PROGRAM_ORDERS
    if _unpaid(checkout) >= most:
        raise TooManyUnpaid(most)


def _unpaid(checkout: Checkout) -> int:
    """How many orders of this account, or of this guest, wait for payment."""
    if checkout.owner_id is not None:
        return len(_unpaid_of(owner_id=checkout.owner_id))
    phone, cart_key = checkout.address["phone"], checkout.cart_id
    if checkout.email:
        email = checkout.email.lower()
        found = _of_guest(phone=phone, cart_key=cart_key, email=email)
    else:
        found = _of_guest_without_email(phone=phone, cart_key=cart_key)
    return found.count((None, OrderStatus.PENDING_PAYMENT))


@prepared
def _unpaid_of(owner_id: int) -> QuerySet[Order, tuple[int]]:
    unpaid = Order.objects.filter(status=OrderStatus.PENDING_PAYMENT).order_by()
    return unpaid.filter(owner=owner_id).values_list("pk")


# Asked by the contacts alone, of which each has its index: a database that may choose
# reads, in a rush, the thousands that are unpaid, as there were few of them before.
@prepared
def _of_guest(
    phone: str, cart_key: int, email: str
) -> QuerySet[Order, tuple[int | None, str]]:
    orders = Order.objects.alias(lower_email=Lower("email")).order_by()
    same = Q(phone=phone) | Q(cart_key=cart_key) | Q(lower_email=email)
    return orders.filter(same).values_list("owner", "status")


@prepared
def _of_guest_without_email(
    phone: str, cart_key: int
) -> QuerySet[Order, tuple[int | None, str]]:
    orders = Order.objects.order_by()
    same = Q(phone=phone) | Q(cart_key=cart_key)
    return orders.filter(same).values_list("owner", "status")


def _take_everything(bill: Bill, goods: Goods, now: datetime) -> None:
    """Last of all, so that the rows everybody wants are held the shortest; in the
    order of locks: coupon, seat and pieces set aside; stock; points."""
    covered = take_promises(bill, after_stock=False, now=now)
    if rest := without(by_variant(goods.pieces()), covered):
        reserve_stock(rest, reference=bill.number, now=now)
    take_promises(bill, after_stock=True, now=now)
