"""The merchant's side of every kind of promotion."""

from promotions.coupons import admin as coupons
from promotions.offers import admin as offers
from promotions.points import admin as points
from promotions.sales import admin as sales

__all__ = ["coupons", "offers", "points", "sales"]
