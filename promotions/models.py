"""The tables of every kind of promotion."""

from promotions.offers.models import Offer, OfferTier
from promotions.sales.models import ScheduledPrice

__all__ = ["Offer", "OfferTier", "ScheduledPrice"]
