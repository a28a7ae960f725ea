"""Group buys that are on, teams, and orders of their members."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from cart.models import Cart
from cart.services import buy_through_deal, cart_for
from catalog.models import Variant
from orders.models import Order
from orders.services import place_order
from promotions.group_buys.running import open_campaign
from promotions.models import GroupCampaign, GroupOffer, Seat, Team
from promotions.wishes import Deal
from tests.cart.factories import make_cart
from tests.conftest import NOON
from tests.orders.factories import make_checkout
from tests.payments.factories import capture, make_attempt

AN_HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)


def make_offer(
    variant: Variant, *, allotment: int = 10, price: str = "5.00", **campaign: Any
) -> GroupOffer:
    """In a campaign of its own for teams of two, not opened yet."""
    facts: dict[str, Any] = {
        "name": "Together",
        "product": variant.product,
        "starts_at": NOON - AN_HOUR,
        "ends_at": NOON + A_DAY,
    }
    made = GroupCampaign.objects.create(**facts | campaign)
    return GroupOffer.objects.create(
        campaign=made, variant=variant, price=Decimal(price), allotment=allotment
    )


def make_running(variant: Variant, **offer: Any) -> GroupOffer:
    made = make_offer(variant, **offer)
    open_campaign(campaign_id=made.campaign_id, now=made.campaign.starts_at)
    made.refresh_from_db()
    return made


def group_cart(
    offer: GroupOffer,
    team: Team | None = None,
    *,
    quantity: int = 1,
    owner: User | None = None,
    now: datetime = NOON,
) -> Cart:
    cart = cart_for(owner_id=owner.pk, token=None) if owner else make_cart()
    buy_through_deal(
        cart_id=cart.pk,
        variant_id=offer.variant_id,
        quantity=quantity,
        deal=Deal(kind="group", id=offer.pk, team=team.code if team else ""),
        now=now,
    )
    return cart


def group_order(
    offer: GroupOffer,
    team: Team | None = None,
    *,
    quantity: int = 1,
    owner: User | None = None,
    now: datetime = NOON,
    **checkout: Any,
) -> Order:
    """Not paid yet; without a team it opens one."""
    cart = group_cart(offer, team, quantity=quantity, owner=owner, now=now)
    wanted = make_checkout(cart, now=now, **checkout)
    return place_order(checkout=wanted, now=now).order


def paid(order: Order, *, now: datetime = NOON) -> Order:
    capture(make_attempt(order, now=order.placed_at), now=now)
    order.refresh_from_db()
    return order


def seat_of(order: Order) -> Seat:
    return Seat.objects.select_related("team").get(order_number=order.number)


def team_of(order: Order) -> Team:
    return seat_of(order).team


def open_team(offer: GroupOffer, *, now: datetime = NOON, **checkout: Any) -> Team:
    """Its leader has paid."""
    return team_of(paid(group_order(offer, now=now, **checkout), now=now))
