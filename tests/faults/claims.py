"""What has to be true of a shop that was in trouble: sentences in SQL, and a time."""

import time

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from tests.faults.shopping import LOG_IN
from tests.faults.visitor import Answer

# The one place where an aim of the shop is a time (reliability plan, D).
MOST_SECONDS = 2.0

NOTHING_IS_DUE = """
SELECT (SELECT COUNT(*) FROM payments_gatewayevent WHERE processed_at IS NULL)
     + (SELECT COUNT(*) FROM accounts_outboxmessage WHERE done_at IS NULL) = 0
"""


IS_PAID = """
SELECT status = 'awaiting_shipment' AND captured = total AND refunded = 0
FROM orders_order WHERE number = 'NUMBER'
"""
IS_GIVEN_BACK = """
SELECT o.status = 'cancelled' AND o.refunded = o.captured AND r.status = 'done'
FROM orders_order o
JOIN payments_paymentattempt a ON a.order_id = o.id
JOIN payments_refund r ON r.attempt_id = a.id
WHERE o.number = 'NUMBER'
"""


def is_paid(order: str) -> str:
    return IS_PAID.replace("NUMBER", _number(order))


def is_given_back(order: str) -> str:
    return IS_GIVEN_BACK.replace("NUMBER", _number(order))


def _number(order: str) -> str:
    """Of the address `/orders/NUMBER/`."""
    return order.split("/")[-2]


def assert_prompt(answers: list[Answer]) -> None:
    """No refusal, and nobody waited.

    A log-in works for a good while on purpose, which has nothing to do with the rest
    of the shop: what its hash takes here and now is left out.
    """
    started = time.monotonic()
    hasher = PBKDF2PasswordHasher()
    hasher.encode("any", hasher.salt())
    hashing = time.monotonic() - started
    slowest = max(answers, key=lambda answer: answer.seconds)
    wrong = [
        str(answer)
        for answer in answers
        if answer.status >= 400
        or answer.seconds > MOST_SECONDS + (hashing if answer.what == LOG_IN else 0)
    ]
    assert wrong == [], f"the slowest was {slowest}"
