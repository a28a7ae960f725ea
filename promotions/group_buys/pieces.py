"""Pieces of a campaign: claimed with a seat, given back with it.

Locks: the team, then as `promotions.allotments` says.
"""

from datetime import datetime

from django.db.models import F

from catalog.stock import pass_on
from promotions import allotments
from promotions.group_buys.errors import GroupLimit, GroupSoldOut
from promotions.group_buys.models import GroupCampaign, GroupOffer, GroupShopper, Seat


def claim(offer: GroupOffer, seat: Seat, *, now: datetime) -> dict[int, int]:
    """Take the seat's pieces out of what was set aside and hand them to its order.

    Returns `{variant_id: quantity}`.  Raises GroupSoldOut, GroupLimit.
    """
    campaign, quantity = offer.campaign, seat.quantity
    if quantity > campaign.most_per_order:
        raise GroupLimit(campaign.most_per_order)
    if not allotments.take_share(
        GroupShopper, "campaign", campaign.pk, shopper=seat.shopper, quantity=quantity
    ):
        raise GroupLimit(campaign.most_each)
    if not allotments.take(offer, quantity):
        raise GroupSoldOut
    variant_id, giver = offer.variant_id, offer.reference
    pass_on(variant_id, quantity, giver=giver, taker=seat.order_number, now=now)
    return {variant_id: quantity}


def hold_pieces(seat: Seat) -> None:
    """What `put_back` will write: the variant is locked in between."""
    counts = GroupShopper.objects.select_for_update(no_key=True)
    counts.get(campaign=seat.offer.campaign_id, shopper=seat.shopper)
    GroupOffer.objects.select_for_update(no_key=True).get(pk=seat.offer_id)


def put_back(seat: Seat, *, freed: int, now: datetime) -> None:
    """`freed` of the seat's pieces went back to the stock a moment ago: the campaign,
    if it is not closed, takes its own of them again.  The caller holds its offer."""
    back = min(seat.quantity - seat.returned, freed)
    if not back:
        return
    offer = seat.offer
    GroupShopper.objects.filter(
        campaign=offer.campaign_id, shopper=seat.shopper
    ).update(taken=F("taken") - back)
    Seat.objects.filter(pk=seat.pk).update(returned=F("returned") + back)
    if GroupCampaign.objects.filter(pk=offer.campaign_id, closed_at=None).exists():
        allotments.put_back(offer, back, now=now)
