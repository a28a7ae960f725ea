"""What every kind of promotion does after others announced something."""

from promotions.coupons import receivers as coupons

__all__ = ["coupons"]
