"""Ordered, paid, shipped, received: with times, and where it stopped."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from orders.models import Order, OrderEvent
from orders.selectors.sentences import HAPPENED
from orders.states import ENDED, OrderStatus

S = OrderStatus
Road = list[tuple[str, datetime | None]]


def steps_of(order: Order, moves: Sequence[OrderEvent]) -> list[dict[str, Any]]:
    """`moves` are the moves of the order, oldest first.

    An order that ended and was brought back walks the whole road again: what ended
    it is in its log.
    """
    road = _road(order, moves)
    passed = [(label, at) for label, at in road if at]
    if order.status in ENDED:
        ended = (str(HAPPENED[order.status]), moves[-1].at if moves else None)
        return _as_steps([*passed, ended], ["done"] * len(passed) + ["failed"])
    here = "done" if order.status == S.COMPLETED else "current"
    states = ["done"] * (len(passed) - 1) + [here]
    return _as_steps(road, states + ["todo"] * (len(road) - len(passed)))


def _road(order: Order, moves: Sequence[OrderEvent]) -> Road:
    return [
        (_("Ordered"), order.placed_at),
        (_("Paid"), order.paid_at),
        _shipped(order, moves),
        (_("Received"), order.received_at),
    ]


def _shipped(order: Order, moves: Sequence[OrderEvent]) -> tuple[str, datetime | None]:
    if order.shipped_at:
        return _("Shipped"), order.shipped_at
    first = next((move for move in moves if move.new == S.PARTIALLY_SHIPPED), None)
    if first:
        return _("Partly shipped"), first.at
    return _("Shipped"), None


def _as_steps(road: Road, states: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {"label": label, "at": when, "state": state}
        for (label, when), state in zip(road, states, strict=True)
    ]
