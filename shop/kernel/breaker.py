"""What has just failed is left alone for a while, so that nobody waits for it again."""

import time

PAUSE_SECONDS = 10.0


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
