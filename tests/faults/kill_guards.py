"""Takes one guard away from a process of the shop, so that a kill does harm."""

import secrets
import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def _retry_under_a_new_number() -> None:
    """A refund that is tried again is another refund to the bank."""
    from payments.models import Refund
    from payments.services import refunding

    lease = refunding._lease

    def lease_anew(refund_id: int, now: Any) -> bool:
        number = f"R{secrets.token_hex(12)}1"
        Refund.objects.filter(pk=refund_id, tries__gt=0).update(number=number)
        return lease(refund_id, now)

    refunding._lease = lease_anew


def _nudge_only() -> None:
    """What is owed to the bank is said once, after the commit, and never looked for."""
    from shop.kernel.jobs import timetable

    del timetable["send refunds"]


def _take_stock_apart() -> None:
    """Stock is taken in a transaction of its own."""
    from orders.services import placing

    reserve = placing.reserve_stock

    def reserve_at_once(*given: Any, **facts: Any) -> None:
        def work() -> None:
            reserve(*given, **facts)
            connection.close()

        apart = threading.Thread(target=work)
        apart.start()
        apart.join()

    placing.reserve_stock = reserve_at_once


def _name_mails_anew() -> None:
    """A mail that leaves again is another mail to whoever gets it."""
    from accounts.services import outbox

    outbox.message_id_of = lambda _: f"<{secrets.token_hex(20)}@localhost>"


GUARDS: dict[str, Callable[[], None]] = {
    "one number for each refund": _retry_under_a_new_number,
    "refunds are swept": _nudge_only,
    "one transaction for each order": _take_stock_apart,
    "one id for each mail": _name_mails_anew,
}
