"""How long a day takes to be reconciled on which every row differs."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db import connection

from payments.errors import Unfinished
from payments.gateways.base import RowKind, StatementRow
from payments.gateways.registry import GATEWAYS
from payments.jobs import A_TURN
from payments.models import Difference
from payments.services import reconcile, review
from shop.bench.throwaway import throwaway_database
from shop.kernel.jobs import Turn

CELERY_STOPS_AFTER = 120  # seconds


class Bookkeeper:
    """A gateway that does nothing but keep books, all of them strange to us."""

    code = label = "bench"
    zone = UTC

    def __init__(self, rows: int) -> None:
        self.rows = rows

    def is_configured(self) -> bool:
        return True

    def statement(
        self, day: date, *, now: datetime, before: datetime | None = None
    ) -> Iterator[StatementRow]:
        begun = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
        for number in range(self.rows, 0, -1):
            happened_at = begun + number * timedelta(days=1) / (self.rows + 1)
            if before is None or happened_at <= before:
                yield StatementRow(
                    kind=RowKind.REFUND if number % 10 == 0 else RowKind.PAYMENT,
                    number=f"BENCH{number}",
                    gateway_number=f"G{number}",
                    amount=Decimal(number),
                    currency="CNY",
                    happened_at=happened_at,
                )


def measure(*, rows: int, say: Callable[[str], None], now: datetime) -> None:
    """In a throwaway database, turn by turn as the worker does it."""
    gateway = Bookkeeper(rows)
    GATEWAYS[gateway.code] = gateway  # type: ignore[assignment]
    try:
        with throwaway_database():
            read = list(_turns(gateway, now))
            found = Difference.objects.open().count()
            started = time.perf_counter()
            review(gateway=gateway.code, now=now + timedelta(minutes=30))
            looked = time.perf_counter() - started
    finally:
        del GATEWAYS[gateway.code]
    say(f"statement {rows} rows, {connection.vendor}, {found} differences")
    say(
        f"read      {sum(read):.1f} s in {len(read)} turns, the longest {max(read):.1f} s"
    )
    say(f"again     {looked:.1f} s to look at all of them once more")
    say(f"a turn    ends after {A_TURN.seconds} s; Celery stops {CELERY_STOPS_AFTER} s")


def _turns(gateway: Bookkeeper, now: datetime) -> Iterator[float]:
    """How long each took."""
    day = now.astimezone(UTC).date() - timedelta(days=1)
    is_read = False
    while not is_read:
        started = time.perf_counter()
        try:
            reconcile(gateway=gateway.code, day=day, now=now, turn=Turn(A_TURN))
        except Unfinished:
            pass
        else:
            is_read = True
        yield time.perf_counter() - started
