"""The timetable of every kind of promotion."""

from promotions.flash_sales import jobs as flash_sales
from promotions.sales import jobs as sales

__all__ = ["flash_sales", "sales"]
