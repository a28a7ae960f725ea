"""Which buttons a buyer sees on an order: derived from the table of moves alone."""

from datetime import datetime
from enum import StrEnum

from orders.states import MOVES, OrderStatus


class Action(StrEnum):
    PAY = "pay"
    CANCEL = "cancel"
    RECEIVE = "receive"


# What a button leads to, and from where a buyer may press it.
LEADS_TO = {
    Action.PAY: OrderStatus.AWAITING_SHIPMENT,
    Action.RECEIVE: OrderStatus.RECEIVED,
    Action.CANCEL: OrderStatus.CANCELLED,
}
NOT_FROM = {
    # Late money revives a cancelled order, a button doesn't; a team's order is paid.
    Action.PAY: frozenset({OrderStatus.CANCELLED, OrderStatus.AWAITING_TEAM}),
}


def actions_for(status: str, *, pay_by: datetime, now: datetime) -> list[Action]:
    """In the order they are shown; the first one is the primary button."""
    return [
        action
        for action, target in LEADS_TO.items()
        if target in MOVES[status]
        and status not in NOT_FROM.get(action, ())
        and not (action is Action.PAY and pay_by <= now)
    ]
