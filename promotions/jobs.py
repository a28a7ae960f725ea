"""The timetable of every kind of promotion."""

from promotions import listed
from promotions.coupons import jobs as coupons
from promotions.flash_sales import jobs as flash_sales
from promotions.group_buys import jobs as group_buys
from promotions.sales import jobs as sales

__all__ = ["coupons", "flash_sales", "group_buys", "listed", "sales"]
