"""Every kind of campaign in the calendar, each by its line here."""

from django.utils.translation import gettext_lazy as _

from promotions.calendar.entries import Lane
from promotions.coupons.calendar import entries as coupons
from promotions.flash_sales.calendar import entries as flash_sales
from promotions.group_buys.calendar import entries as group_buys
from promotions.models import (
    CouponTemplate,
    FlashSession,
    GroupCampaign,
    Offer,
    ScheduledPrice,
)
from promotions.offers.calendar import entries as offers
from promotions.sales.calendar import entries as sales

LANES: tuple[Lane, ...] = (
    Lane(label=_("Flash sales"), model=FlashSession, entries=flash_sales),
    Lane(label=_("Group buys"), model=GroupCampaign, entries=group_buys),
    Lane(label=_("Sale prices"), model=ScheduledPrice, entries=sales),
    Lane(label=_("Offers"), model=Offer, entries=offers),
    Lane(label=_("Coupons on offer"), model=CouponTemplate, entries=coupons),
)
