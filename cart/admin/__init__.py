"""The merchant's window on what delivery costs."""

from cart.admin import rates

__all__ = ["rates"]
