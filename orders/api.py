"""The JSON API's check-out, and somebody's orders.  Private."""

import re
from decimal import Decimal
from typing import Annotated, Any

from django.db.models import Prefetch
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja.responses import Status
from pydantic import BeforeValidator, Field, WithJsonSchema

from accounts.addresses.api import Postal
from accounts.models import Address
from accounts.regions import place_of
from accounts.requests import CustomerRequest
from cart.models import MOST_LINES, MOST_PIECES
from cart.selectors import ways_to
from cart.sessions import current_cart
from orders.errors import NotDeliverable
from orders.models import Order, OrderLine
from orders.models.order import OrderQuerySet
from orders.selectors.known import known_lines
from orders.services import Checkout, place_order
from orders.states import OrderStatus
from orders.ways_to_pay import can_be_paid_by
from promotions.wishes import Wish
from shop.kernel.api.interface import endpoints
from shop.kernel.api.refusals import InvalidParams, NotThere
from shop.kernel.api.shapes import Id, Input, Moment, Money, Number, Output, TextId
from shop.kernel.clock import now
from shop.kernel.money import ZERO
from shop.kernel.retry import retried

router = endpoints("Orders")

MOST_LISTED = 100
AMOUNT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")

S = OrderStatus
TOLD: dict[str, str] = {
    S.AWAITING_TEAM: "paid",
    S.AWAITING_SHIPMENT: "paid",
    S.PARTIALLY_SHIPPED: "paid",
    S.RECEIVED: "completed",
}


def _amount(sent: Any) -> Any:
    """`"59.80"`; a number is one, too."""
    if not isinstance(sent, str):
        return sent
    if not AMOUNT.fullmatch(sent):
        raise ValueError("This is no amount.")
    return Decimal(sent)


Total = Annotated[
    Number,
    BeforeValidator(_amount),
    WithJsonSchema(
        {"type": "string", "pattern": r"^[0-9]{1,9}\.[0-9]{2}$", "example": "59.80"}
    ),
]


class Wanted(Input):
    """A line of the cart, as it was seen: the number wanted, and what a piece costs."""

    id: Id
    quantity: Annotated[int, Field(ge=1, le=MOST_PIECES)]
    price: Number


class Chosen(Input):
    id: Id


class Purchase(Input):
    """`total_amount` is of the goods alone.  What was seen is compared, never charged."""

    items: Annotated[list[Wanted], Field(min_length=1, max_length=MOST_LINES)]
    address: Chosen
    total_amount: Total
    payment_method: str


class Placed(Output):
    order_id: str
    status: str
    payable_amount: Money


class Article(Output):
    product_id: int
    variant_id: int
    name: str
    options: dict[str, str]
    price: Money
    quantity: int
    subtotal: Money


class Destination(Postal):
    """A copy, in no address book: it has no id."""

    id: None


class Whole(Placed):
    """Prices include the tax: `tax_amount` is what comes on top, nothing."""

    items: list[Article]
    address: Destination
    goods_amount: Money
    shipping_amount: Money
    discount_amount: Money
    tax_amount: Money = ZERO
    payment_method: str | None
    created_at: Moment


@router.post("/orders", response={200: Placed, 201: Placed})
def place(request: CustomerRequest, sent: Purchase) -> Any:
    """A line of the cart is ordered once: again it is the same order, with 200, while
    that waits for payment.  The best coupon of the account is taken."""
    checkout = _checkout(request, sent)
    try:
        placed = retried(lambda: place_order(checkout=checkout, now=now()))
    except NotDeliverable as error:
        raise InvalidParams(address=str(error)) from error
    return Status(201 if placed.is_new else 200, _placed(placed.order))


@router.get("/orders", response=list[Whole])
def history(request: CustomerRequest) -> list[Whole]:
    """The newest first."""
    orders = _own(request).order_by("-placed_at", "-pk")[:MOST_LISTED]
    return [_whole(order) for order in orders]


@router.get("/orders/{order_id}", response=Whole, url_name="order")
def show(request: CustomerRequest, order_id: TextId) -> Whole:
    order = _own(request).filter(number=order_id).first()
    if order is None:
        raise NotThere
    return _whole(order)


def _checkout(request: CustomerRequest, sent: Purchase) -> Checkout:
    """Raises InvalidParams, NotThere."""
    if not can_be_paid_by(sent.payment_method):
        raise InvalidParams(paymentMethod=_("Enter a valid value."))
    lines = {line.id: line.quantity for line in sent.items}
    if len(lines) != len(sent.items):
        raise InvalidParams(items=_("Enter a valid value."))
    user, cart = request.user, current_cart(request)
    address = user.addresses.filter(pk=sent.address.id).first()
    is_known = known_lines(lines, owner_id=user.pk) == set(lines)
    if address is None or cart is None or not is_known:
        raise NotThere
    return Checkout(
        cart_id=cart.pk,
        owner_id=user.pk,
        lines=lines,
        address=address.address_fields(),
        email=user.email or "",
        shipping_code=_way(address),
        seen_total=sent.total_amount,
        seen_prices={line.id: line.price for line in sent.items},
        language=get_language() or "",
        pay_with=sent.payment_method,
        wish=Wish(),
    )


def _way(address: Address) -> str:
    """That which the check-out would offer first."""
    ways = ways_to(place_of(address.address_fields()))
    if not ways:
        raise InvalidParams(address=NotDeliverable.message)
    return ways[0].code


def _own(request: CustomerRequest) -> OrderQuerySet:
    lines = OrderLine.objects.select_related("variant")
    orders = Order.objects.filter(owner=request.user)
    return orders.prefetch_related(Prefetch("lines", lines))


def status_of(order: Order) -> str:
    """What the client calls it."""
    if order.status == S.CANCELLED and order.captured:
        return str(S.REFUNDED.value)
    return TOLD.get(order.status, str(order.status))


def _placed(order: Order) -> Placed:
    return Placed(
        order_id=order.number, status=status_of(order), payable_amount=order.total
    )


def _whole(order: Order) -> Whole:
    return Whole(
        **vars(_placed(order)),
        items=[_article(line) for line in order.lines.all()],
        address=Destination(id=None, is_default=False, **order.address_fields()),
        goods_amount=order.goods_amount,
        shipping_amount=order.shipping_amount,
        discount_amount=order.discount_amount,
        payment_method=order.pay_with or None,
        created_at=order.placed_at,
    )


def _article(line: OrderLine) -> Article:
    return Article(
        product_id=line.variant.product_id,
        variant_id=line.variant_id,
        name=line.name,
        options=line.options,
        price=line.unit_price,
        quantity=line.quantity,
        subtotal=line.goods_amount,
    )
