"""The shop's windows on money.  Money moves through services only."""

from payments.admin import (
    approvals,
    attempts,
    cases,
    differences,
    events,
    limits,
    orders,
    refunds,
    statements,
)

__all__ = [
    "approvals",
    "attempts",
    "cases",
    "differences",
    "events",
    "limits",
    "orders",
    "refunds",
    "statements",
]
