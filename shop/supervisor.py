"""Runs web, worker and beat together: when one has to end, none of them stays.

`python -m shop.supervisor PLAN`, where the plan is the JSON that `manage.py up`
writes.  Standard library only: what watches all day should weigh little.
"""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 10.0
LOOK_EVERY_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 30
STEADY_SECONDS = 60


def die_with(parent: int) -> None:
    """Ask the kernel (Linux) to end this process when `parent` is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we had asked
            os._exit(1)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass
class Child:
    """One process, started again with growing pauses whenever it ends by itself.

    It leads a process group of its own: Ctrl-C reaches only the supervisor, and
    whatever the process had started ends with it.
    """

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    start_at: float = 0.0

    def look_after(self, now: float) -> None:
        if self.process is None:
            if now >= self.start_at:
                self._start(now)
        elif self.process.poll() is not None:
            self._plan_restart(now)

    def _start(self, now: float) -> None:
        parent = os.getpid()
        self.start_at = now
        self.process = subprocess.Popen(  # noqa: S603 (the plan is our own)
            self.command,
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=lambda: die_with(parent),
        )

    def _plan_restart(self, now: float) -> None:
        assert self.process is not None  # noqa: S101 (for the type checker)
        steady = now - self.start_at > STEADY_SECONDS
        self.failures = 1 if steady else self.failures + 1
        pause = min(LONGEST_PAUSE_SECONDS, 2**self.failures)
        say(f"{self.name} ended ({self.process.returncode}); again in {pause} s")
        self.signal(signal.SIGKILL)
        self.process, self.start_at = None, now + pause

    def signal(self, number: signal.Signals) -> None:
        """To the process and all that it started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return

    def end(self, deadline: float) -> None:
        if self.process is not None:
            try:
                self.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                say(f"{self.name} does not stop; killing it")
            self.signal(signal.SIGKILL)
            self.process.wait()


def supervise(
    commands: dict[str, list[str]], *, on_start: Callable[[], bool] = lambda: True
) -> None:
    """Keep the commands running until SIGTERM, SIGINT or SIGHUP; then end them all.

    `on_start` is asked again and again until it says True.
    """
    children = [Child(name, command) for name, command in commands.items()]
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, _: asked.append(received))
    started = False
    while not asked:
        for child in children:
            child.look_after(time.monotonic())
        started = started or on_start()
        time.sleep(LOOK_EVERY_SECONDS)
    say("Stopping …")
    for child in children:
        if child.process is not None and child.process.poll() is None:
            child.process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        child.end(deadline)


def listens(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def main() -> None:
    plan = json.loads(sys.argv[1])

    def greet() -> bool:
        if not listens(plan["host"], plan["port"]):
            return False
        say(plan["greeting"])
        return True

    supervise(plan["commands"], on_start=greet)


if __name__ == "__main__":
    main()
