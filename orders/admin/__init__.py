"""The shop's windows on orders.  Payments adds what has to do with money."""

from orders.admin import orders, parcels

__all__ = ["orders", "parcels"]
