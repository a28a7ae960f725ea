"""The shop's windows on orders.  Payments adds what has to do with money."""

from orders.admin import drafts, invoices, orders, parcels

__all__ = ["drafts", "invoices", "orders", "parcels"]
