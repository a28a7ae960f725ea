"""Processes of the shop in a blink: forked from one that has imported it (the standard
library's fork server), where a fresh interpreter would import for seconds.

Each is a real process with a number of its own, and a signal that ends it is told.
"""

import os
from multiprocessing import forkserver
from multiprocessing.context import ForkServerProcess
from unittest.mock import patch

forkserver.set_forkserver_preload(
    ["tests.faults.kill_cradle", "tests.faults.kill_child"]
)


class Child(ForkServerProcess):
    """Called like a `Popen` where it matters."""

    def wait(self, seconds: float) -> int:
        """Its exit code; the negative number of the signal that killed it."""
        self.join(seconds)
        assert self.exitcode is not None, "it goes on and on"
        return self.exitcode


def open_nursery(environment: dict[str, str]) -> None:
    """Once for all tests of this run.  It knows only what is the same for all."""
    with patch.dict(os.environ, environment, clear=True):
        forkserver.ensure_running()
