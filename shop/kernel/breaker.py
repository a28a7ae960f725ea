"""What has just failed is left alone for a while, so that nobody waits for it again."""

import time

PAUSE_SECONDS = 10.0
TIMES_IN_A_ROW = 5


class Breaker:
    """One for each thing that may be away.  A process has its own: no lock, no store."""

    def __init__(self) -> None:
        self._rests_until = 0.0

    @property
    def is_open(self) -> bool:
        """Has it failed so lately that it is not worth a try?"""
        return time.monotonic() < self._rests_until

    def trip(self) -> None:
        self._rests_until = time.monotonic() + PAUSE_SECONDS

    def reset(self) -> None:
        self._rests_until = 0.0


class Watch:
    """Over one that may be away.  One lost answer says nothing; several in a row do.

    After the pause one more failure is enough for the next one.
    """

    def __init__(self) -> None:
        self.breaker = Breaker()
        self.failures = 0

    def failed(self) -> None:
        self.failures += 1
        if self.failures >= TIMES_IN_A_ROW:
            self.breaker.trip()

    def answered(self) -> None:
        self.failures = 0

    def forget(self) -> None:
        """As in a new process."""
        self.answered()
        self.breaker.reset()
