"""Everybody at once: processes full of threads, each with a connection of its own."""

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connections

from shop.bench.meter import database_milliseconds
from shop.kernel.retry import retried

FORK = multiprocessing.get_context("fork")
T = TypeVar("T")
Work = Callable[[T], str]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What somebody was told; how long it took once it was his turn, and since all
    of them came."""

    told: str
    took: float
    waited: float


@dataclass(frozen=True, kw_only=True)
class Width:
    processes: int
    threads: int


@dataclass(frozen=True, kw_only=True)
class Rush:
    """What everybody was told, and the milliseconds of processor time that it took:
    ours and, where it can be seen, the database's."""

    answers: Sequence[Answer]
    spent: float

    @property
    def seconds(self) -> float:
        return max(answer.waited for answer in self.answers)

    @property
    def a_second(self) -> float:
        return len(self.answers) / self.seconds


def rush(work: Work[T], wishes: Sequence[T], width: Width) -> Rush:
    """`work` for each wish; what it raises is what was told."""
    connections.close_all()  # a fork must not share its parent's connection
    gate: Any = FORK.Barrier(width.processes)
    results: Any = FORK.SimpleQueue()
    children = [
        FORK.Process(
            target=_share,
            args=(work, wishes[start :: width.processes], width.threads, gate, results),
        )
        for start in range(width.processes)
    ]
    for child in children:
        child.start()
    shares: list[Rush] = [results.get() for _ in children]
    for child in children:
        child.join()
    return Rush(
        answers=[answer for share in shares for answer in share.answers],
        spent=sum(share.spent for share in shares),
    )


def _share(
    work: Work[T], wishes: Sequence[T], threads: int, gate: Any, results: Any
) -> None:
    """One process."""
    all_threads = threading.Barrier(threads)

    def database(_: int) -> float:
        """Of one thread's connection, each of them once."""
        used = database_milliseconds()
        all_threads.wait()
        return used

    with ThreadPoolExecutor(
        threads, initializer=lambda: connections["default"].ensure_connection()
    ) as pool:
        before = sum(pool.map(database, range(threads)))  # and so all are connected
        gate.wait()
        came, ours = time.perf_counter(), time.process_time()
        line = iter(wishes)  # each thread takes the next; a pool's own queue costs more
        shares = pool.map(lambda _: _serve(work, line, came), range(threads))
        answers = [answer for share in shares for answer in share]
        spent = (time.process_time() - ours) * 1000
        spent += sum(pool.map(database, range(threads))) - before
        results.put(Rush(answers=answers, spent=spent))


def _serve(work: Work[T], line: Iterator[T], came: float) -> list[Answer]:
    """One thread."""
    return [_answer(work, wish, came) for wish in line]


def _answer(work: Work[T], wish: T, came: float) -> Answer:
    started = time.perf_counter()
    try:
        told = retried(lambda: work(wish))
    except Exception as error:  # noqa: BLE001 (what a buyer was told is what is measured)
        told = type(error).__name__
    now = time.perf_counter()
    return Answer(told=told, took=now - started, waited=now - came)
