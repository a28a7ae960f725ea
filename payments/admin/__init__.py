"""The shop's windows on money.  Money moves through services only."""

from payments.admin import attempts, events, orders, refunds

__all__ = ["attempts", "events", "orders", "refunds"]
