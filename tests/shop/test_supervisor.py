"""When the supervisor ends, however it ends, nothing that it started stays."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

PATIENCE_SECONDS = 30  # much less than a child sleeps
CHILD = """
import os, subprocess, sys, time, signal
if "stubborn" in sys.argv: signal.signal(signal.SIGTERM, signal.SIG_IGN)
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"])
with open(sys.argv[1], "a") as file: file.write(f"{os.getpid()} {grandchild.pid}\\n")
if "dying" in sys.argv: sys.exit(3)
time.sleep(120)
"""
MAIN = "import sys; from shop import supervisor; supervisor.GRACE_SECONDS = 1; supervisor.main()"


def child(tmp_path: Path, *manners: str) -> list[str]:
    return [sys.executable, "-c", CHILD, str(tmp_path / "pids"), *manners]


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    started = []

    def run(port: int = 9, **commands: list[str]) -> subprocess.Popen[bytes]:
        plan = {"commands": commands, "host": "127.0.0.1", "port": port}
        plan["greeting"] = "hello"
        process = subprocess.Popen(
            [sys.executable, "-c", MAIN, json.dumps(plan)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pids(tmp_path: Path, count: int) -> list[int]:
    """Of the children and grandchildren, once `count` of them have started."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        file = tmp_path / "pids"
        found = [int(pid) for pid in file.read_text().split()] if file.exists() else []
        if len(found) >= count:
            return found
        time.sleep(0.05)
    raise AssertionError("The children did not start.")


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def all_gone(processes: list[int]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if not any(alive(pid) for pid in processes):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_everything(
    start: Callable, tmp_path: Path, number: signal.Signals
) -> None:
    supervisor = start(web=child(tmp_path), worker=child(tmp_path))
    processes = pids(tmp_path, 4)

    supervisor.send_signal(number)

    assert supervisor.wait(PATIENCE_SECONDS) == 0
    assert all_gone(processes)


def test_a_child_that_will_not_stop_is_killed(start: Callable, tmp_path: Path) -> None:
    supervisor = start(web=child(tmp_path, "stubborn"))
    processes = pids(tmp_path, 2)

    supervisor.terminate()

    assert supervisor.wait(PATIENCE_SECONDS) == 0
    assert all_gone(processes)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child so")
def test_children_end_when_the_supervisor_is_killed(
    start: Callable, tmp_path: Path
) -> None:
    supervisor = start(web=child(tmp_path), worker=child(tmp_path))
    children = pids(tmp_path, 4)[::2]

    supervisor.kill()

    assert all_gone(children)


def test_a_child_that_ends_is_started_again(start: Callable, tmp_path: Path) -> None:
    supervisor = start(web=child(tmp_path, "dying"))

    first, grandchild, second, _ = pids(tmp_path, 4)[:4]

    assert first != second
    assert all_gone([first, grandchild])
    assert supervisor.poll() is None


LISTENER = """
import socket, sys
with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as server:
    while True: server.accept()
"""


def test_it_greets_once_the_port_answers(start: Callable, free_port: int) -> None:
    supervisor = start(
        port=free_port, web=[sys.executable, "-c", LISTENER, str(free_port)]
    )

    assert supervisor.stdout.readline() == b"hello\n"
