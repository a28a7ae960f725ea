"""The merchant's side of every kind of promotion."""

from typing import Any

from django.contrib.admin import site
from django.urls import path

from promotions.calendar.desk import calendar
from promotions.coupons import admin as coupons
from promotions.flash_sales import admin as flash_sales
from promotions.group_buys import admin as group_buys
from promotions.offers import admin as offers
from promotions.points import admin as points
from promotions.sales import admin as sales

__all__ = ["coupons", "flash_sales", "group_buys", "offers", "points", "sales"]

desk: Any = site
desk.pages.append(path("promotions/calendar/", calendar, name="promotions_calendar"))
