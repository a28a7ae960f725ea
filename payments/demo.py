"""Orders of the demo shop in every state, made by the shop's own services.

Here and not in `orders`, because a paid order needs a payment.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from accounts.models import OutboxMessage, User
from cart.models import ShippingRate
from cart.selectors import cart_page
from cart.services import add_to_cart, cart_for, select_all
from catalog.models import Variant
from orders.models import Order
from orders.services import (
    Checkout,
    Parcel,
    confirm_receipt,
    place_order,
    ship_order,
)
from orders.states import Actor
from payments import services
from payments.gateways.demo import bank, messages
from payments.gateways.registry import gateway_named
from payments.models import Refund
from payments.services import open_attempt

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
PEOPLE = ("mei@example.com", "tom@example.com")
PAID, SHIPPED, RECEIVED, CANCELLED, EXPIRED = range(1, 6)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Who bought what, how long ago, and how far it got."""

    email: str
    ago: timedelta
    goods: dict[str, int]
    until: int = 0
    shipping: str = "standard"
    carrier: str = "SF Express"
    tracking: str = ""
    note: str = ""


MEI, TOM = PEOPLE
PLANS = [
    Plan(
        email=MEI,
        ago=41 * DAY,
        goods={"brook-teapot": 1, "mist-tea-glass": 2, "pebble-mug": 2},
        until=RECEIVED,
        tracking="SF1340285716420",
    ),
    Plan(
        email=TOM,
        ago=23 * DAY,
        goods={"morel-table-lamp": 1},
        until=CANCELLED,
    ),
    Plan(
        email=TOM,
        ago=16 * DAY,
        goods={"fold-linen-cushion": 2, "harbour-throw": 1},
        until=RECEIVED,
        carrier="JD Logistics",
        tracking="JDV004718236605",
    ),
    Plan(email=TOM, ago=9 * DAY, goods={"gourd-vase": 1}, until=EXPIRED),
    Plan(
        email=TOM,
        ago=4 * DAY,
        goods={
            "tide-dinner-plate": 4,
            "rill-tumbler": 4,
            "well-carafe": 1,
            "hollow-serving-bowl": 1,
            "waffle-bath-towel": 2,
        },
        until=SHIPPED,
        carrier="JD Logistics",
        tracking="JDV005102297713",
    ),
    Plan(
        email=MEI,
        ago=2 * DAY,
        goods={"pleat-table-lamp": 1, "ripple-pillar-candles": 2},
        until=SHIPPED,
        shipping="express",
        tracking="SF1340291160977",
    ),
    Plan(
        email=TOM,
        ago=20 * HOUR,
        goods={"trek-bottle": 1, "ledger-notebook": 3},
        until=PAID,
        note="Please leave it with the neighbour at 1202.",
    ),
    Plan(
        email=MEI,
        ago=5 * HOUR,
        goods={"rainbow-arches": 1, "dash-wooden-car": 1},
        until=PAID,
        note="是送给孩子的礼物,请不要放价格单。",
    ),
    Plan(email=MEI, ago=4 * MINUTE, goods={"noon-desk-clock": 1}),
]


@transaction.atomic
def fill_orders(now: datetime) -> None:
    """Do nothing if there are orders already.  Nobody gets a mail about them."""
    if Order.objects.exists():
        return
    clerk = User.objects.filter(email="clerk@example.com").first()
    for plan in _possible():
        order = _placed(plan, now - plan.ago)
        if order is not None:
            _carry_on(order, plan, now - plan.ago, clerk.pk if clerk else None)
    owed = OutboxMessage.objects.filter(key__startswith="order-", done_at=None)
    owed.update(done_at=now)


def _possible() -> list[Plan]:
    """Nothing was ever paid in a shop without the demo gateway."""
    unpaid = (0, EXPIRED)
    return [plan for plan in PLANS if settings.DEMO_GATEWAY or plan.until in unpaid]


def _placed(plan: Plan, at: datetime) -> Order | None:
    """None where the shop has no such person or goods."""
    buyer = User.objects.filter(email=plan.email).first()
    address = buyer.addresses.first() if buyer else None
    rate = ShippingRate.objects.filter(code=plan.shipping).first()
    if buyer is None or address is None or rate is None:
        return None
    cart = cart_for(owner_id=buyer.pk, token=None)
    with override(buyer.language):
        select_all(cart_id=cart.pk, is_selected=False)
        for slug, quantity in plan.goods.items():
            _put_in(cart.pk, slug, quantity, at)
        page = cart_page(cart, rate=rate)
        if not page.selected:
            return None
        return place_order(
            checkout=Checkout(
                cart_id=cart.pk,
                owner_id=buyer.pk,
                lines={line.line_id: line.quantity for line in page.selected},
                address=address.address_fields(),
                email=buyer.email or "",
                shipping_code=rate.code,
                seen_total=page.quote.total,
                language=buyer.language,
                note=plan.note,
            ),
            now=at,
        ).order


def _put_in(cart_id: int, slug: str, quantity: int, at: datetime) -> None:
    variants = Variant.objects.offered().filter(product__slug=slug).order_by("pk")
    for variant in variants:
        if variant.sellable >= quantity:
            add_to_cart(
                cart_id=cart_id, variant_id=variant.pk, quantity=quantity, now=at
            )
            return


def _carry_on(order: Order, plan: Plan, at: datetime, clerk_id: int | None) -> None:
    """From the placed order to where the plan ends."""
    if plan.until == EXPIRED:
        services.expire_order(order_id=order.pk, now=order.pay_by + MINUTE)
        return
    if plan.until:
        _pay(order, at + min(3 * MINUTE, (order.pay_by - at) / 2))
    if plan.until == CANCELLED:
        _cancel(order, at + 6 * HOUR)
    if plan.until in (SHIPPED, RECEIVED):
        ship_order(
            order_id=order.pk,
            parcel=Parcel(carrier=plan.carrier, tracking_number=plan.tracking),
            now=at + 20 * HOUR,
            actor_id=clerk_id,
        )
    if plan.until == RECEIVED:
        confirm_receipt(order_id=order.pk, now=at + 4 * DAY, actor_id=order.owner_id)


def _pay(order: Order, at: datetime) -> None:
    attempt = open_attempt(order_id=order.pk, gateway="demo", now=at)
    gateway_named("demo").start(attempt, now=at)
    bank.pay(out_trade_no=attempt.out_trade_no, now=at)
    services.ask_gateway(attempt_id=attempt.pk, now=at)
    messages.forget_messages(attempt.out_trade_no)


def _cancel(order: Order, at: datetime) -> None:
    services.cancel_order(
        order_id=order.pk,
        now=at,
        actor=Actor.BUYER,
        user=order.owner,
        reason="changed_mind",
    )
    for refund in Refund.objects.filter(attempt__order=order):
        services.send_refund(refund_id=refund.pk, now=at + MINUTE)
