"""A gateway that fails again and again is left alone for a while.

Nobody waits for it at checkout, workers do not queue up behind its time-outs, and the
shop goes on selling with the others.  Each process finds out for itself.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from payments.errors import GatewayAway
from shop.kernel.breaker import Watch

_watches: defaultdict[str, Watch] = defaultdict(Watch)


def is_resting(gateway: str) -> bool:
    """Has it failed so often, and so lately, that it is not worth a try?"""
    return _watches[gateway].breaker.is_open


@contextmanager
def watched(gateway: str) -> Iterator[None]:
    """Around each question to a gateway.  Raises GatewayAway at once while it rests.

    After the pause one more failure is enough for the next one.
    """
    watch = _watches[gateway]
    if watch.breaker.is_open:
        raise GatewayAway
    try:
        yield
    except GatewayAway:
        watch.failed()
        raise
    watch.answered()


def forget() -> None:
    """As in a new process."""
    _watches.clear()
