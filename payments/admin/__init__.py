"""The shop's windows on money.  Money moves through services only."""

from payments.admin import (
    approvals,
    attempts,
    cases,
    events,
    limits,
    orders,
    refunds,
)

__all__ = [
    "approvals",
    "attempts",
    "cases",
    "events",
    "limits",
    "orders",
    "refunds",
]
