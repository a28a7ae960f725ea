"""A cart becomes an order, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q

from cart.errors import CartGone, NotOffered
from cart.models import CartLine
from cart.quote import Quote, make_quote
from cart.selectors import Way, priced_line, way_to
from cart.services import lock_cart, take_lines
from catalog.errors import OutOfStock
from catalog.selectors import VariantFacts, line_facts
from catalog.stock import reserve_stock
from orders.errors import (
    AlreadyOrdered,
    CartChanged,
    NotDeliverable,
    PriceChanged,
    TooManyUnpaid,
)
from orders.mails import tell
from orders.models import Order, OrderLine
from orders.numbers import new_number
from orders.services.discounts import write_discounts
from orders.services.money import settle_free_order
from orders.signals import order_placed
from orders.states import Actor, OrderKind, OrderStatus
from shop.kernel.events import announce
from shop.kernel.failpoints import failpoint
from shop.kernel.locks import hold


@dataclass(frozen=True, kw_only=True)
class Checkout:
    """What a shopper confirms.  `lines` are `{cart line id: quantity seen}`;
    `seen_total` is compared, never charged.  `staff_id` wrote it down by phone."""

    cart_id: int
    owner_id: int | None
    lines: Mapping[int, int]
    address: Mapping[str, str]
    email: str
    shipping_code: str
    seen_total: Decimal
    language: str
    note: str = ""
    staff_id: int | None = None

    @property
    def kind(self) -> OrderKind:
        return OrderKind.REGULAR if self.staff_id is None else OrderKind.PHONE

    @property
    def time_to_pay(self) -> timedelta:
        if self.kind is OrderKind.PHONE:
            return settings.PHONE_ORDER_UNPAID_AFTER
        return settings.ORDER_UNPAID_AFTER


@dataclass(frozen=True, kw_only=True)
class Placed:
    order: Order
    is_new: bool


def place_order(*, checkout: Checkout, now: datetime) -> Placed:
    """Turn ticked cart lines into an order that waits for payment until `pay_by`.

    In one transaction: quotes again, compares with the total the shopper saw,
    reserves the stock, writes order, lines, event and mail, and takes the lines
    out of the cart.  The same checkout again gives the same order, whatever has
    become of it.  Announces `order_placed`.

    Raises CartChanged, AlreadyOrdered, PriceChanged, OutOfStock, NotOffered,
    NotDeliverable, TooManyUnpaid; then nothing changed.
    """
    failpoint("order.before_begin")
    with transaction.atomic():
        return _place(checkout, now)


def _place(checkout: Checkout, now: datetime) -> Placed:
    _lock_shopper(checkout)
    lines = _take(checkout)
    if not lines:
        return Placed(order=_placed_before(checkout), is_new=False)
    _check_unpaid_cap(checkout)
    facts = line_facts([line.variant_id for line in lines])
    way = _way(checkout)
    quote = _quote(lines, facts, way)
    if quote.total != checkout.seen_total:
        raise PriceChanged(seen=checkout.seen_total, total=quote.total)
    transaction.on_commit(partial(failpoint, "order.after_commit"))
    order = _write(checkout, quote, way, facts, now)
    _reserve(order, quote, now)
    failpoint("order.stock_taken")
    announce(order_placed, Order, order_id=order.pk)
    if order.total == 0:
        settle_free_order(order, now=now)
    failpoint("order.rows_written")
    return Placed(order=order, is_new=True)


def _write(
    checkout: Checkout,
    quote: Quote,
    way: Way,
    facts: Mapping[int, VariantFacts],
    now: datetime,
) -> Order:
    order = _write_order(checkout, quote, way, now)
    lines = _write_lines(order, quote, facts)
    write_discounts(order, lines=lines, discounts=quote.discounts)
    order.events.create(
        old="",
        new=order.status,
        actor=Actor.BUYER if checkout.staff_id is None else Actor.STAFF,
        actor_user_id=checkout.staff_id or checkout.owner_id,
        at=now,
    )
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
    if lines and {line.pk: line.quantity for line in lines} != dict(checkout.lines):
        raise CartChanged
    return lines


def _placed_before(checkout: Checkout) -> Order:
    """The order that took these very lines out of this very cart."""
    known = OrderLine.objects.filter(
        order__cart_key=checkout.cart_id, order__owner_id=checkout.owner_id
    )
    sane = [line_id for line_id in checkout.lines if 0 < line_id < 2**63]
    line = known.filter(cart_line_id__in=sane).select_related("order").first()
    if line is None:
        raise CartChanged
    order = line.order
    ordered = dict(order.lines.values_list("cart_line_id", "quantity"))
    if ordered != dict(checkout.lines):
        raise CartChanged
    address = {name: getattr(order, name) for name in checkout.address}
    agreed = (address, order.email, order.buyer_note, order.total)
    wanted = (checkout.address, checkout.email, checkout.note, checkout.seen_total)
    if agreed != wanted:
        raise AlreadyOrdered(order.number)
    return order


def _check_unpaid_cap(checkout: Checkout) -> None:
    if checkout.kind is OrderKind.PHONE:
        return  # whoever writes it down answers for it
    unpaid = Order.objects.filter(status=OrderStatus.PENDING_PAYMENT)
    if checkout.owner_id is not None:
        unpaid = unpaid.filter(owner_id=checkout.owner_id)
    else:
        by_contact = Q(phone=checkout.address["phone"])
        if checkout.email:
            by_contact |= Q(email__iexact=checkout.email)
        unpaid = unpaid.filter(by_contact | Q(cart_key=checkout.cart_id), owner=None)
    if unpaid.count() >= settings.UNPAID_ORDERS_PER_SHOPPER:
        raise TooManyUnpaid(settings.UNPAID_ORDERS_PER_SHOPPER)


def _way(checkout: Checkout) -> Way:
    way = way_to(checkout.address, code=checkout.shipping_code)
    if way is None:
        raise NotDeliverable
    return way


def _quote(lines: list[CartLine], facts: Mapping[int, VariantFacts], way: Way) -> Quote:
    for line in lines:
        article = facts.get(line.variant_id)
        if article is None or not article.is_offered:
            raise NotOffered
        if article.sellable < line.quantity:
            raise OutOfStock(
                line.variant_id, line.quantity, article.sellable, article.name
            )
    return make_quote(
        [priced_line(line.pk, facts[line.variant_id], line.quantity) for line in lines],
        fee_for=way.fee_for,
    )


def _reserve(order: Order, quote: Quote, now: datetime) -> None:
    """Last of all, so that the rows everybody wants are held the shortest."""
    quantities = {line.variant_id: line.quantity for line in quote.lines}
    reserve_stock(quantities, reference=order.number, now=now)


def _write_order(checkout: Checkout, quote: Quote, way: Way, now: datetime) -> Order:
    return Order.objects.create(
        number=new_number(),
        owner_id=checkout.owner_id,
        cart_key=checkout.cart_id,
        email=checkout.email,
        language=checkout.language,
        currency=settings.SHOP_CURRENCY,
        tax_percent=Decimal(settings.TAX_PERCENT),
        goods_amount=quote.goods,
        discount_amount=quote.discount,
        shipping_amount=quote.shipping,
        total=quote.total,
        kind=checkout.kind,
        shipping_code=way.code,
        shipping_name=way.name[:80],
        buyer_note=checkout.note,
        placed_at=now,
        pay_by=now + checkout.time_to_pay,
        remind_at=now + checkout.time_to_pay * 2 / 3,
        **checkout.address,
    )


def _write_lines(
    order: Order, quote: Quote, facts: Mapping[int, VariantFacts]
) -> list[OrderLine]:
    return OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            cart_line_id=line.key,
            variant_id=line.variant_id,
            sku=facts[line.variant_id].sku,
            name=facts[line.variant_id].name[:200],
            options=facts[line.variant_id].options,
            image=facts[line.variant_id].image,
            list_price=line.list_price,
            unit_price=line.unit_price,
            quantity=line.quantity,
            discount_amount=line.discount,
            shipping_share=line.shipping_share,
            total=line.total,
        )
        for line in quote.lines
    )
