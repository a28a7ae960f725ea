"""The merchant's side of every kind of promotion."""

from promotions.points import admin as points

__all__ = ["points"]
