"""The tables of every kind of promotion."""

from promotions.offers.models import Offer, OfferTier
from promotions.points.models import Level, Member, PointsEntry
from promotions.sales.models import ScheduledPrice

__all__ = ["Level", "Member", "Offer", "OfferTier", "PointsEntry", "ScheduledPrice"]
