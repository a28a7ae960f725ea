"""The states of an order, the moves between them, and who may do what (domain §5).

Every button, of buyers and of staff, is derived from the two tables here.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderStatus(models.TextChoices):
    PENDING_PAYMENT = "pending_payment", _("waiting for payment")
    AWAITING_TEAM = "awaiting_team", _("waiting for the team")
    AWAITING_SHIPMENT = "awaiting_shipment", _("waiting for shipment")
    PARTIALLY_SHIPPED = "partially_shipped", _("partly shipped")
    SHIPPED = "shipped", _("shipped")
    RECEIVED = "received", _("received")
    COMPLETED = "completed", _("completed")
    CANCELLED = "cancelled", _("cancelled")
    REFUNDED = "refunded", _("refunded")


class Actor(models.TextChoices):
    """Who moved an order."""

    BUYER = "buyer", _("buyer")
    STAFF = "staff", _("shop")
    GATEWAY = "gateway", _("payment")
    CLOCK = "clock", _("time-out")


class OrderKind(models.TextChoices):
    """How an order came about; it decides the time to pay."""

    REGULAR = "regular", _("web shop")
    PHONE = "phone", _("by phone")
    FLASH = "flash", _("flash sale")
    GROUP = "group", _("group buy")


S, A = OrderStatus, Actor

# from → to → who may move it there
MOVERS: dict[str, dict[str, frozenset[str]]] = {
    S.PENDING_PAYMENT: {
        S.AWAITING_SHIPMENT: frozenset({A.GATEWAY, A.CLOCK}),
        S.AWAITING_TEAM: frozenset({A.GATEWAY, A.CLOCK}),
        S.CANCELLED: frozenset({A.BUYER, A.STAFF, A.CLOCK}),
    },
    S.AWAITING_TEAM: {
        S.AWAITING_SHIPMENT: frozenset({A.CLOCK, A.STAFF}),
        S.CANCELLED: frozenset({A.BUYER, A.STAFF, A.CLOCK}),
    },
    S.AWAITING_SHIPMENT: {
        S.PARTIALLY_SHIPPED: frozenset({A.STAFF}),
        S.SHIPPED: frozenset({A.STAFF}),
        S.CANCELLED: frozenset({A.BUYER, A.STAFF, A.CLOCK}),
    },
    S.PARTIALLY_SHIPPED: {
        S.SHIPPED: frozenset({A.STAFF}),
        S.REFUNDED: frozenset({A.STAFF}),
    },
    S.SHIPPED: {
        S.RECEIVED: frozenset({A.BUYER, A.CLOCK}),
        S.REFUNDED: frozenset({A.STAFF}),
    },
    S.RECEIVED: {
        S.COMPLETED: frozenset({A.CLOCK}),
        S.REFUNDED: frozenset({A.STAFF}),
    },
    S.COMPLETED: {S.REFUNDED: frozenset({A.STAFF})},
    S.CANCELLED: {  # by late money
        S.AWAITING_SHIPMENT: frozenset({A.GATEWAY}),
        S.AWAITING_TEAM: frozenset({A.GATEWAY}),
    },
    S.REFUNDED: {},
}

MOVES: dict[str, frozenset[str]] = {old: frozenset(to) for old, to in MOVERS.items()}

BEFORE_SHIPPING = frozenset({S.PENDING_PAYMENT, S.AWAITING_TEAM, S.AWAITING_SHIPMENT})
TO_SHIP = frozenset({S.AWAITING_SHIPMENT, S.PARTIALLY_SHIPPED})
HOLDING_STOCK = frozenset({*BEFORE_SHIPPING, S.PARTIALLY_SHIPPED})
ENDED = frozenset({S.CANCELLED, S.REFUNDED})
PAID = frozenset(S) - ENDED - {S.PENDING_PAYMENT}


class Act(models.TextChoices):
    """What may be done with an order without moving it."""

    PAY = "pay"
    CHANGE_ADDRESS = "change_address"
    EXTEND = "extend"
    BUY_AGAIN = "buy_again"
    INVOICE = "invoice"
    ADJUST_PRICE = "adjust_price"
    SHIP = "ship"
    REFUND = "refund"


# act → in which states → by whom
ACTS: dict[Act, tuple[frozenset[str], frozenset[str]]] = {
    Act.PAY: (frozenset({S.PENDING_PAYMENT}), frozenset({A.BUYER})),
    Act.CHANGE_ADDRESS: (BEFORE_SHIPPING, frozenset({A.BUYER, A.STAFF})),
    Act.EXTEND: (frozenset({S.SHIPPED}), frozenset({A.BUYER, A.STAFF})),
    Act.BUY_AGAIN: (frozenset(S) - {S.PENDING_PAYMENT}, frozenset({A.BUYER})),
    Act.INVOICE: (PAID, frozenset({A.BUYER, A.STAFF})),
    Act.ADJUST_PRICE: (frozenset({S.PENDING_PAYMENT}), frozenset({A.STAFF})),
    Act.SHIP: (TO_SHIP, frozenset({A.STAFF})),
    Act.REFUND: (PAID, frozenset({A.STAFF})),
}


def may_move(status: str, wanted: str, actor: str) -> bool:
    return actor in MOVERS[status].get(wanted, ())


def may_do(act: Act, status: str, actor: str) -> bool:
    states, actors = ACTS[act]
    return status in states and actor in actors
