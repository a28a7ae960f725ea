"""Flash sessions that are on, and orders at their prices."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from cart.models import Cart
from cart.services import buy_through_deal, cart_for
from catalog.models import Variant
from orders.models import Order
from orders.services import place_order
from promotions.flash_sales.running import open_session
from promotions.models import FlashItem, FlashSale, FlashSession
from promotions.wishes import Deal
from tests.cart.factories import make_cart
from tests.conftest import NOON
from tests.orders.factories import make_checkout

AN_HOUR = timedelta(hours=1)


def make_item(
    variant: Variant,
    *,
    allotment: int = 10,
    price: str = "5.00",
    most_each: int = 2,
    starts_at: datetime = NOON - AN_HOUR,
    ends_at: datetime = NOON + AN_HOUR,
    **sale: Any,
) -> FlashItem:
    """In a session of its own, not opened yet."""
    campaign = FlashSale.objects.create(**{"name": "Tea time"} | sale)
    session = FlashSession.objects.create(
        sale=campaign, starts_at=starts_at, ends_at=ends_at
    )
    return FlashItem.objects.create(
        session=session,
        variant=variant,
        price=Decimal(price),
        allotment=allotment,
        most_each=most_each,
    )


def make_running(variant: Variant, **item: Any) -> FlashItem:
    made = make_item(variant, **item)
    open_session(session_id=made.session_id, now=NOON - AN_HOUR)
    made.refresh_from_db()
    return made


def deal_of(item: FlashItem) -> Deal:
    return Deal(kind="flash", id=item.pk)


def flash_cart(
    item: FlashItem,
    *,
    quantity: int = 1,
    owner: User | None = None,
    cart: Cart | None = None,
    now: datetime = NOON,
) -> Cart:
    if cart is None:
        cart = cart_for(owner_id=owner.pk, token=None) if owner else make_cart()
    buy_through_deal(
        cart_id=cart.pk,
        variant_id=item.variant_id,
        quantity=quantity,
        deal=deal_of(item),
        now=now,
    )
    return cart


def flash_order(
    item: FlashItem,
    *,
    quantity: int = 1,
    owner: User | None = None,
    now: datetime = NOON,
    **checkout: Any,
) -> Order:
    cart = flash_cart(item, quantity=quantity, owner=owner, now=now)
    wanted = make_checkout(cart, now=now, **checkout)
    return place_order(checkout=wanted, now=now).order


def left(item: FlashItem) -> int:
    return FlashItem.objects.get(pk=item.pk).unclaimed
