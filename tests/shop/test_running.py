"""The real processes: beat asks, the worker does, and `make run` opens and closes."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.test import override_settings
from redis import Redis

from shop.management.commands.up import commands
from tests.architecture.source import ROOT

PATIENCE_SECONDS = 90
REDIS_URL = os.environ.get("TEST_REDIS_URL", "")

needs_redis = pytest.mark.skipif(not REDIS_URL, reason="NOT RUN: needs TEST_REDIS_URL")


def wait_until(what: Callable[[], object]) -> object:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if answer := what():
            return answer
        time.sleep(0.2)
    raise AssertionError("It did not happen in time.")


def environment(var: Path, **more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "SHOP_VAR": str(var), **more}


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    started = []

    def run(command: list[str], **more: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(tmp_path, **more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.terminate()
        process.communicate(timeout=30)


def jobs_done(var: Path) -> set[str]:
    with closing(sqlite3.connect(var / "shop.sqlite3")) as database:
        rows = database.execute("select name from shop_jobrun where error = ''")
        return {name for (name,) in rows}


def run_worker_and_beat(start: Callable, var: Path, **more: str) -> None:
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=environment(var), check=True)
    with override_settings(SHOP_VAR=var):
        processes = commands()
    start(processes["worker"], **more)
    start(processes["beat"], **more)


def test_the_queue_in_a_file_carries_what_beat_asks(
    start: Callable, tmp_path: Path
) -> None:
    run_worker_and_beat(start, tmp_path)

    wait_until(lambda: "deliver demo callbacks" in jobs_done(tmp_path))


@needs_redis
def test_redis_carries_what_beat_asks(start: Callable, tmp_path: Path) -> None:
    with Redis.from_url(REDIS_URL) as redis:
        redis.flushdb()

    run_worker_and_beat(start, tmp_path, REDIS_URL=REDIS_URL)

    wait_until(lambda: "deliver demo callbacks" in jobs_done(tmp_path))
    assert not (tmp_path / "queue.sqlite3").exists()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def members(session: int) -> set[int]:
    """The living processes of a session."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.add(int(stat.parent.name))
    return found


@pytest.mark.skipif(
    not (ROOT / ".venv/.shop").exists(), reason="NOT RUN: make has not set up .venv"
)
def test_make_run_opens_a_filled_shop_and_leaves_nothing_behind(
    start: Callable, tmp_path: Path
) -> None:
    port = str(free_port())
    make = start(["make", "run"], PORT=port)
    lines = []
    for line in make.stdout:
        lines.append(line)
        if "try-the-shop" in line:
            break

    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
        assert answer.status == 200
    running = members(make.pid)
    make.send_signal(signal.SIGTERM)
    make.wait(30)

    assert f"http://127.0.0.1:{port}/admin/" in "".join(lines)
    assert len(running) >= 6  # make, supervisor, web and its two, worker, beat
    assert wait_until(lambda: not members(make.pid))
