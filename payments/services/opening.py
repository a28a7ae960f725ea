"""The start of a payment: a row first, then the gateway."""

import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from orders.services import lock_order
from payments.errors import NotPayable, NumberSpoiled, NumberUsed
from payments.gateways.base import NOBODY, Payer
from payments.gateways.registry import gateway_named, mini_gateway
from payments.gateways.watch import watched
from payments.models import PaymentAttempt
from payments.services.asking import ask_gateway
from shop.kernel.failpoints import failpoint
from shop.kernel.prepared import prepared
from shop.kernel.prepared_writes import insert

Given = TypeVar("Given")


def start_payment(
    *,
    order_id: int,
    gateway: str,
    now: datetime,
    channel: str = "",
    payer: Payer = NOBODY,
) -> str:
    """The address where the buyer pays.  Asked again, it is the same attempt.

    The attempt is committed before the gateway hears of it, so that a callback
    which overtakes the answer finds its row.  A number that the gateway does not take
    again is ended there, and another one is tried; of one that it only errs about the
    next try is spared.  Raises NotPayable, MethodNotOffered, GatewayAway.
    """

    def start(attempt: PaymentAttempt) -> str:
        return gateway_named(gateway).start(attempt, payer=payer, now=now)

    open_one = partial(
        open_attempt, order_id=order_id, gateway=gateway, channel=channel, now=now
    )
    return _begun(open_one, start, now=now)


def start_in_mini_program(
    *, order_id: int, payer: Payer = NOBODY, now: datetime
) -> dict[str, str]:
    """What WeChat's own sheet is opened with from the mini-program; fresh each time,
    and for the same attempt.  Raises as `start_payment`."""
    gateway, channel = mini_gateway()

    def parameters(attempt: PaymentAttempt) -> dict[str, str]:
        return gateway.mini(attempt, payer=payer, now=now)

    open_one = partial(
        open_attempt, order_id=order_id, gateway=gateway.code, channel=channel, now=now
    )
    return _begun(open_one, parameters, now=now)


def _begun(
    another: Callable[[], PaymentAttempt],
    start: Callable[[PaymentAttempt], Given],
    *,
    now: datetime,
) -> Given:
    attempt = another()
    try:
        return _start(attempt, start)
    except NumberUsed:
        ask_gateway(attempt_id=attempt.pk, now=now, closing=True)
    except NumberSpoiled:
        ask_gateway(attempt_id=attempt.pk, now=now, closing=True)
        raise
    return _start(another(), start)


def _start(attempt: PaymentAttempt, start: Callable[[PaymentAttempt], Given]) -> Given:
    failpoint("pay.attempt_committed")
    with watched(attempt.gateway):
        given = start(attempt)
    failpoint("pay.answer_read")
    return given


@transaction.atomic
def open_attempt(
    *, order_id: int, gateway: str, now: datetime, channel: str = ""
) -> PaymentAttempt:
    """One open attempt for an order, gateway and channel, its amount frozen.

    Raises NotPayable (paid, ended, or past its time), MethodNotOffered.
    """
    gateway_named(gateway)
    order = lock_order(order_id)
    if not order.waits_for_payment(now):
        raise NotPayable
    opened = _open(order_id=order_id, gateway=gateway, channel=channel)
    if opened:
        return opened[0]
    attempt = PaymentAttempt(
        order=order,
        gateway=gateway,
        channel=channel,
        out_trade_no=new_trade_number(),
        amount=order.total,
        currency=order.currency,
        opened_at=now,
    )
    insert([attempt])
    return attempt


@prepared
def _open(order_id: int, gateway: str, channel: str) -> QuerySet[PaymentAttempt]:
    attempts = PaymentAttempt.objects.open().filter(order=order_id)
    return attempts.filter(gateway=gateway, channel=channel)


def new_trade_number() -> str:
    """Letters and digits only, 26 long: every gateway takes it."""
    return f"P{secrets.token_hex(12)}1"
