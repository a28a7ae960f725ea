"""Which buttons a buyer sees on an order: derived from the tables of states alone."""

from datetime import datetime
from enum import StrEnum

from orders.models import Order
from orders.states import Act, Actor, OrderStatus, may_do, may_move


class Action(StrEnum):
    """In the order they are shown; the first one possible is the primary button."""

    PAY = "pay"
    RECEIVE = "receive"
    EXTEND = "extend"
    CHANGE_ADDRESS = "change_address"
    INVOICE = "invoice"
    BUY_AGAIN = "buy_again"
    CANCEL = "cancel"


MOVES_TO = {
    Action.RECEIVE: OrderStatus.RECEIVED,
    Action.CANCEL: OrderStatus.CANCELLED,
}


def actions_for(order: Order, *, now: datetime) -> list[Action]:
    """What its buyer may do now."""
    return [action for action in Action if _may(action, order, now)]


def _may(action: Action, order: Order, now: datetime) -> bool:
    target = MOVES_TO.get(action)
    if target is not None:
        return may_move(order.status, target, Actor.BUYER)
    if not may_do(Act(action.value), order.status, Actor.BUYER):
        return False
    if action is Action.PAY:
        return order.pay_by > now
    return action is not Action.EXTEND or order.extended_at is None
