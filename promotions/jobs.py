"""The timetable of every kind of promotion."""

from promotions.sales import jobs as sales

__all__ = ["sales"]
