"""The outside, steered: a bank that calls us back, clocks that sweep, sudden death."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from django.test import Client

from orders.models import Order
from orders.states import OrderStatus
from payments.models import GatewayEvent, Refund
from payments.states import RefundStatus
from shop.jobs import run
from shop.kernel.jobs import timetable
from shop.models import JobRun
from tests.laws import broken_laws

BANK = "payments.gateways.demo.messages.requests.post"


class Killed(BaseException):
    """The process is gone: nothing in the shop catches this."""


def dies(*_: Any, **__: Any) -> None:
    raise Killed


@contextmanager
def death_at(patch: pytest.MonkeyPatch, point: str) -> Iterator[None]:
    """The process dies as soon as it comes to `point`."""
    with patch.context() as here:
        here.setattr(point, dies)
        with pytest.raises(Killed):
            yield


def deliver(
    url: str, data: bytes, headers: dict[str, str], **_: Any
) -> SimpleNamespace:
    """The road from the bank to us, without a network."""
    path = "/" + url.split("/", 3)[3]
    answer = Client().post(path, data, content_type="application/json", headers=headers)
    return SimpleNamespace(status_code=answer.status_code, text=answer.content.decode())


def lose(*_: Any, **__: Any) -> None:
    raise requests.ConnectionError


def sweep(now: datetime, *, times: int = 2) -> None:
    """What `manage.py sweep` does, a minute apart; no job may fail."""
    for round_ in range(times):
        for job in timetable.values():
            run(job, now + timedelta(minutes=round_))
    failed = JobRun.objects.exclude(error="").values_list("name", "error")
    assert list(failed) == []


def assert_sound_and_done(order: Order, status: OrderStatus) -> None:
    """The order is where it should be, no work is left, and all laws hold."""
    order.refresh_from_db()
    assert order.status == status
    assert broken_laws() == {}
    assert not GatewayEvent.objects.filter(processed_at=None).exists()
    assert not Refund.objects.exclude(status=RefundStatus.DONE).exists()
