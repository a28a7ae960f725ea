"""People who act at the same moment, each with a database connection of their own."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from django.db import connections
from django.db.models import QuerySet

from orders.models import Order
from orders.models.order import OrderQuerySet
from orders.services import holding
from orders.states import MOVES, Actor, OrderStatus
from payments.models import PaymentAttempt
from payments.models.attempt import AttemptQuerySet
from payments.services import capturing

ROUNDS = 3
MOST_ROUNDS = 15
A_MOMENT = 0.03


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Start all at one barrier; each answer is what was returned or raised."""
    return crowd(works, width=len(works))


def crowd(works: Sequence[Callable[[], Any]], *, width: int) -> list[Any]:
    """As `at_once`, but only so many at a time."""
    barrier = threading.Barrier(width)

    def first_wait() -> None:
        connections["default"].ensure_connection()
        barrier.wait(timeout=30)

    def act(work: Callable[[], Any]) -> Any:
        try:
            return work()
        except Exception as error:  # noqa: BLE001 (the test looks at what came)
            return error

    def share(mine: Sequence[Callable[[], Any]]) -> list[Any]:
        try:
            first_wait()
            return [act(work) for work in mine]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(width) as pool:
        shares = pool.map(share, [works[start::width] for start in range(width)])
        return [answer for answers in shares for answer in answers]


def is_seen(fault: Callable[[], bool]) -> bool:
    """Does the fault show within a few rounds?  (A race is lost only now and then.)"""
    return any(fault() for _ in range(MOST_ROUNDS))


def errors(answers: Sequence[Any]) -> list[str]:
    return sorted(type(one).__name__ for one in answers if isinstance(one, Exception))


def unlocked(rows: QuerySet[Any], **_: Any) -> QuerySet[Any]:
    """Stands in for `select_for_update` and `locked`: the guard, removed."""
    return rows


def unlock_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Orders are read as ever and held by nobody."""
    monkeypatch.setattr(OrderQuerySet, "locked", unlocked)
    monkeypatch.setattr(holding, "_locked", lambda order_id: _just(Order, order_id))


def unlock_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AttemptQuerySet, "locked", unlocked)
    monkeypatch.setattr(
        capturing, "_locked", lambda attempt_id: _just(PaymentAttempt, attempt_id)
    )


def _just(model: Any, pk: int) -> list[Any]:
    return list(model.objects.filter(pk=pk))


def naive_move_to(
    order: Order, status: OrderStatus, *, at: datetime, actor: Actor, **_: Any
) -> None:
    """`Order.move_to` without its compare-and-set: believes what it read before."""
    if status not in MOVES[order.status]:
        raise ValueError(status)
    time.sleep(A_MOMENT)
    order.events.create(old=order.status, new=status, actor=actor, at=at)
    order.status, order.paid_at = status, order.paid_at or at
    order.shipped_at = order.cancelled_at = at
    order.save()
