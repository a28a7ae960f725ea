"""What the demo bank does wrong when it is told to, so that the shop can be tried
against a gateway as it really is.
"""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from django.db.models import F, QuerySet

from payments.models import DemoFault
from shop.kernel.fields import LARGEST_AMOUNT
from shop.kernel.prepared import prepared

Operation, Kind = DemoFault.Operation, DemoFault.Kind

MOST_TIMES, LONGEST_NUMBER = 1000, 32

# What may happen to an answer, and what the bank may do instead of what was asked.
UNCLEAR = frozenset({Kind.LATE, Kind.AWAY, Kind.GARBLED, Kind.UNSIGNED})
AFTER_ACTING = UNCLEAR | {Kind.ACTED_THEN_AWAY, Kind.OUT_OF_ORDER}
REFUNDING = frozenset({Kind.REFUND_PENDING, Kind.REFUND_FAILS, Kind.REFUND_FAILS_LATER})
TAKING = frozenset(
    {
        Kind.TWICE,
        Kind.WRONG_AMOUNT,
        Kind.WRONG_CURRENCY,
        Kind.DELAYED,
        Kind.OUT_OF_ORDER,
    }
)
CALLING = frozenset({Kind.LOST, Kind.DELAYED, Kind.TWICE, Kind.AGAIN})

POSSIBLE: dict[str, frozenset[DemoFault.Kind]] = {
    Operation.OPEN: AFTER_ACTING,
    Operation.QUERY: UNCLEAR,
    Operation.CLOSE: AFTER_ACTING,
    Operation.REFUND: AFTER_ACTING | REFUNDING,
    Operation.QUERY_REFUND: UNCLEAR,
    Operation.PAY: TAKING,
    Operation.CALLBACK: CALLING,
}


def misbehave(
    operation: str,
    kind: str,
    *,
    times: int = 1,
    number: str = "",
    wait: timedelta | None = None,
    amount: Decimal | None = None,
) -> DemoFault:
    """Do this wrong the next `times`: with that trade or refund, or with any.

    Raises ValueError for what can't be.
    """
    if kind not in POSSIBLE.get(operation, ()):
        raise ValueError(f"{operation} can't do {kind}.")
    if not 0 < times <= MOST_TIMES:
        raise ValueError(f"Between once and {MOST_TIMES} times.")
    if len(number) > LONGEST_NUMBER:
        raise ValueError("There is no such number.")
    if amount is not None and not 0 < amount < LARGEST_AMOUNT:
        raise ValueError("That is no amount.")
    if wait is not None and wait < timedelta(0):
        raise ValueError("Nothing happens before it was asked for.")
    return DemoFault.objects.create(
        operation=operation,
        kind=kind,
        left=times,
        number=number,
        wait=wait,
        amount=amount,
    )


def next_fault(
    operation: str, kinds: frozenset[DemoFault.Kind], *, numbers: Iterable[str]
) -> DemoFault | None:
    """The fault that happens now, used up once by whoever comes first."""
    for fault in _planned(operation=operation, kinds=kinds, numbers=["", *numbers]):
        still = DemoFault.objects.filter(pk=fault.pk, left__gt=0)
        if still.update(left=F("left") - 1):
            return fault
    return None


@prepared
def _planned(
    operation: str, kinds: frozenset[DemoFault.Kind], numbers: list[str]
) -> QuerySet[DemoFault]:
    return DemoFault.objects.filter(
        operation=operation, kind__in=kinds, number__in=numbers, left__gt=0
    )


def behave() -> int:
    """Forget every fault; how many were still to come."""
    planned = DemoFault.objects.filter(left__gt=0).count()
    DemoFault.objects.all().delete()
    return planned
