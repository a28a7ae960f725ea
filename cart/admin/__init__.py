"""The merchant's windows on what delivery costs, and on what baskets would cost."""

from cart.admin import lab, rates

__all__ = ["lab", "rates"]
