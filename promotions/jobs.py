"""The timetable of every kind of promotion."""

from promotions.coupons import jobs as coupons
from promotions.flash_sales import jobs as flash_sales
from promotions.sales import jobs as sales

__all__ = ["coupons", "flash_sales", "sales"]
