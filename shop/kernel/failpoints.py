"""Places where a test can kill, fail or delay the real process.

Inert unless `FAILPOINT` says otherwise: `name=kill`, `name=raise` or
`name=sleep:0.5`, where the name is one of `POINTS`.  Production refuses it.  The
points are those of the reliability plan; teams bring their own.
"""

import os
import signal
import time

from django.conf import settings

POINTS = (
    "order.before_begin",
    "order.coupon_taken",
    "order.stock_taken",
    "order.rows_written",
    "order.after_commit",
    "order.before_answer",
    "pay.attempt_committed",
    "pay.gateway_did_it",
    "pay.answer_read",
    "pay.after_commit",
    "callback.verified",
    "callback.event_written",
    "callback.order_paid",
    "callback.after_commit",
    "close.gateway_closed",
    "close.stock_returned",
    "close.after_commit",
    "refund.intent_committed",
    "refund.gateway_refunded",
    "refund.after_commit",
    "team.last_paid",
    "team.half_refunded",
    "outbox.leased",
    "outbox.side_effect_done",
)


class FailpointReached(Exception):
    """What a point raises that is told to fail."""


def failpoint(name: str) -> None:
    """Do to this process what the test wants done here."""
    point, _, action = settings.FAILPOINT.partition("=")
    if point != name:
        return
    if action == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif action.startswith("sleep:"):
        time.sleep(float(action.removeprefix("sleep:")))
    else:
        raise FailpointReached(name)
