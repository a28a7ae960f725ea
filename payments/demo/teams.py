"""The demo shop's group buy: it runs, and two of three are in a team.

Here and not in `promotions`, because who is in a team has paid.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from accounts.models import User
from cart.selectors import way_to
from cart.services import buy_through_deal, cart_for
from payments.demo.living import pay_at_the_bank
from payments.demo.placing import check_out, in_stock
from promotions.group_buys.planning import OfferPlan, save_campaign
from promotions.group_buys.running import open_campaign
from promotions.models import GroupCampaign, GroupOffer, Team
from promotions.wishes import Deal
from shop.kernel.money import percent_of

GOODS = "mist-tea-glass"
MEMBERS = ("mei@example.com", "tom@example.com")
PIECES = 12
AN_HOUR = timedelta(hours=1)


@transaction.atomic
def fill_group_buys(now: datetime) -> None:
    """Do nothing if there are group buys already.  Comes before the other orders: an
    unpaid one may keep a shopper from another."""
    variant = in_stock(GOODS, PIECES)
    if GroupCampaign.objects.exists() or variant is None:
        return
    begun = now - 3 * AN_HOUR
    price = variant.price - percent_of(Decimal(30), variant.price)
    campaign = save_campaign(
        GroupCampaign(
            product_id=variant.product_id,
            name="Tea for three",
            translations={"zh-hans": {"name": "三人茶席"}},
            size=3,
            hours=48,
            starts_at=begun,
            ends_at=now + timedelta(days=14),
            may_complete=True,
        ),
        plans=[OfferPlan(variant_id=variant.pk, price=price, allotment=PIECES)],
        now=begun,
    )
    open_campaign(campaign_id=campaign.pk, now=begun)
    offer = campaign.offers.get()
    for hours, email in enumerate(MEMBERS):
        if settings.DEMO_GATEWAY:
            _join(offer, email, begun + hours * AN_HOUR)


def _join(offer: GroupOffer, email: str, at: datetime) -> None:
    """The first opens the team, the next sits down in it."""
    buyer = User.objects.filter(email=email).first()
    address = buyer.addresses.first() if buyer else None
    way = way_to(address.address_fields(), code="standard") if address else None
    if buyer is None or way is None:
        return
    team = Team.objects.filter(campaign=offer.campaign).first()
    deal = Deal(kind="group", id=offer.pk, team=team.code if team else "")
    cart = cart_for(owner_id=buyer.pk, token=None)
    with override(buyer.language):
        buy_through_deal(
            cart_id=cart.pk,
            variant_id=offer.variant_id,
            quantity=1,
            deal=deal,
            now=at,
        )
        order = check_out(cart, buyer, way=way, at=at)
    if order is not None:
        pay_at_the_bank(order, at)
