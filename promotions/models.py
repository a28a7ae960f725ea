"""The tables of every kind of promotion."""

from promotions.coupons.models import Coupon, CouponCode, CouponTemplate, Silence
from promotions.flash_sales.models import (
    FlashClaim,
    FlashItem,
    FlashReminder,
    FlashSale,
    FlashSession,
    FlashShopper,
)
from promotions.group_buys.models import (
    GroupCampaign,
    GroupOffer,
    GroupShopper,
    Seat,
    Team,
)
from promotions.offers.models import Offer, OfferTier
from promotions.points.models import Level, Member, PointsEntry
from promotions.sales.models import ScheduledPrice

__all__ = [
    "Coupon",
    "CouponCode",
    "CouponTemplate",
    "FlashClaim",
    "FlashItem",
    "FlashReminder",
    "FlashSale",
    "FlashSession",
    "FlashShopper",
    "GroupCampaign",
    "GroupOffer",
    "GroupShopper",
    "Level",
    "Member",
    "Offer",
    "OfferTier",
    "PointsEntry",
    "ScheduledPrice",
    "Seat",
    "Silence",
    "Team",
]
