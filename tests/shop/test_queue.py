"""A message waits in a file, is leased to one worker, and comes back if that dies."""

import multiprocessing
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection, Queue

from shop import celery

assert celery.app  # it names our transport to kombu


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Connection]:
    with connect(tmp_path) as connection:
        yield connection


def connect(folder: Path, lease: float = 300) -> Connection:
    return Connection(
        f"shopq://{folder / 'queue.sqlite3'}",
        transport_options={"visibility_timeout": lease},
    )


def put(broker: Connection, *bodies: object) -> None:
    with broker.SimpleQueue("tasks") as queue:
        for body in bodies:
            queue.put(body)


def rows(folder: Path) -> int:
    with sqlite3.connect(folder / "queue.sqlite3") as db:
        return db.execute("select count(*) from message").fetchone()[0]


def test_messages_come_in_their_order(broker: Connection) -> None:
    put(broker, "first", {"second": "中"})

    with broker.SimpleQueue("tasks") as queue:
        bodies = [queue.get_nowait().payload, queue.get_nowait().payload]

    assert bodies == ["first", {"second": "中"}]


def test_an_empty_queue_says_so(broker: Connection) -> None:
    with broker.SimpleQueue("tasks") as queue, pytest.raises(Empty):
        queue.get_nowait()


def test_done_is_deleted(broker: Connection, tmp_path: Path) -> None:
    put(broker, "once")

    with broker.SimpleQueue("tasks") as queue:
        queue.get_nowait().ack()

    assert rows(tmp_path) == 0


def test_a_leased_message_is_nobody_elses(broker: Connection, tmp_path: Path) -> None:
    put(broker, "once")

    with broker.SimpleQueue("tasks") as queue, connect(tmp_path) as other:
        queue.get_nowait()
        with other.SimpleQueue("tasks") as rival, pytest.raises(Empty):
            rival.get_nowait()


def test_it_comes_back_when_the_lease_runs_out(tmp_path: Path) -> None:
    with connect(tmp_path, lease=0.05) as dying:
        put(dying, "again")
        dying.SimpleQueue("tasks").get_nowait()
        time.sleep(0.1)

        with connect(tmp_path) as other, other.SimpleQueue("tasks") as queue:
            assert queue.get_nowait().payload == "again"


def test_what_a_closing_worker_had_not_done_comes_back(tmp_path: Path) -> None:
    with connect(tmp_path) as closing:
        put(closing, "again")
        channel = closing.channel()
        queue = Queue("tasks", channel=channel)
        assert queue.get() is not None

    with connect(tmp_path) as other, other.SimpleQueue("tasks") as simple:
        assert simple.get_nowait().payload == "again"


def test_purging_empties_it(broker: Connection, tmp_path: Path) -> None:
    put(broker, 1, 2, 3)

    with broker.SimpleQueue("tasks") as queue:
        size, purged = queue.qsize(), queue.clear()

    assert (size, purged, rows(tmp_path)) == (3, 3, 0)


def take_all(folder: Path, taken: "multiprocessing.SimpleQueue[int]") -> None:
    with connect(folder) as broker, broker.SimpleQueue("tasks") as queue:
        while True:
            try:
                message = queue.get_nowait()
            except Empty:
                return
            taken.put(message.payload)
            message.ack()


def test_two_workers_share_the_work_and_lose_none(tmp_path: Path) -> None:
    with connect(tmp_path) as broker:
        put(broker, *range(200))
    spawn = multiprocessing.get_context("spawn")
    taken = spawn.SimpleQueue()
    workers = [spawn.Process(target=take_all, args=(tmp_path, taken)) for _ in range(2)]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    done = []
    while not taken.empty():
        done.append(taken.get())

    assert [worker.exitcode for worker in workers] == [0, 0]
    assert sorted(done) == list(range(200))
    assert rows(tmp_path) == 0
