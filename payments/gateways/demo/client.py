"""The shop's road to the demo bank: over HTTP, or without leaving the process.

In the process is the default, so that a web worker never waits for itself; both
roads carry the same signed bytes.  Only a signed answer to what was asked is
believed, and whatever else comes back is an unknown outcome.
"""

import json
import time
from datetime import datetime
from typing import Any

import requests
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from payments.errors import GatewayAway
from payments.gateways.demo import server
from payments.gateways.demo.reading import SUBJECT, Operation
from payments.gateways.demo.server import Reply
from payments.gateways.demo.signing import SIGNATURE, TIMESTAMP, is_genuine, sign
from shop.kernel.clock import now as read_clock
from shop.kernel.failpoints import failpoint


def ask(operation: Operation, *, now: datetime, **facts: str) -> dict[str, Any] | None:
    """The bank's answer; None when it knows no such thing.  Raises GatewayAway.

    Not inside a transaction.
    """
    body = json.dumps({"operation": operation, **facts}).encode()
    if settings.DEMO_BANK_URL:
        # A request is as old as its sending, whenever the job began that sends it.
        now = read_clock()
    carry = _over_http if settings.DEMO_BANK_URL else _in_process
    reply = carry(operation, body, now=now)
    if operation == Operation.OPEN:
        failpoint("pay.gateway_did_it")
    said = _said(reply, now=now)
    about = (operation, facts[SUBJECT[operation]])
    if (said.get("operation"), said.get("number")) != about:
        raise GatewayAway
    return said if reply.status == 200 else None


def _said(reply: Reply, *, now: datetime) -> dict[str, Any]:
    genuine = reply.status in (200, 404) and is_genuine(
        reply.body, timestamp=reply.timestamp, signature=reply.signature, now=now
    )
    if not genuine:
        raise GatewayAway
    try:
        said = json.loads(reply.body)
    except (ValueError, RecursionError) as error:
        raise GatewayAway from error
    if not isinstance(said, dict):
        raise GatewayAway
    return said


def _in_process(operation: Operation, body: bytes, *, now: datetime) -> Reply:
    stamp = _stamp(now)
    reply = server.answer(
        operation, body, timestamp=stamp, signature=sign(body, stamp), now=now
    )
    wait, patience = reply.wait.total_seconds(), settings.PAYMENT_HTTP_TIMEOUT
    time.sleep(min(wait, patience))
    if wait > patience:
        raise GatewayAway
    return reply


def _over_http(operation: Operation, body: bytes, *, now: datetime) -> Reply:
    with override(settings.LANGUAGE_CODE):  # another company's address
        path = reverse("payments:demo-bank", args=[operation])
    stamp = _stamp(now)
    try:
        answer = requests.post(
            f"{settings.DEMO_BANK_URL}{path}",
            data=body,
            headers={
                "Content-Type": "application/json",
                TIMESTAMP: stamp,
                SIGNATURE: sign(body, stamp),
            },
            timeout=(1, settings.PAYMENT_HTTP_TIMEOUT),
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise GatewayAway from error
    return Reply(
        status=answer.status_code,
        body=answer.content,
        timestamp=answer.headers.get(TIMESTAMP, ""),
        signature=answer.headers.get(SIGNATURE, ""),
    )


def _stamp(now: datetime) -> str:
    return str(int(now.timestamp()))
