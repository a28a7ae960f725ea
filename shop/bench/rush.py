"""Everybody at once: processes full of threads, each with a connection of its own."""

import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connections

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


def rush(work: Work[T], wishes: Sequence[T], width: Width) -> list[Answer]:
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
    answers = [answer for _ in children for answer in results.get()]
    for child in children:
        child.join()
    return answers


def _share(
    work: Work[T], wishes: Sequence[T], threads: int, gate: Any, results: Any
) -> None:
    """One process."""
    with ThreadPoolExecutor(
        threads, initializer=lambda: connections["default"].ensure_connection()
    ) as pool:
        list(pool.map(time.sleep, [0.01] * threads))  # every thread is connected
        gate.wait()
        came = time.perf_counter()
        results.put(list(pool.map(lambda wish: _answer(work, wish, came), wishes)))


def _answer(work: Work[T], wish: T, came: float) -> Answer:
    started = time.perf_counter()
    try:
        told = retried(lambda: work(wish))
    except Exception as error:  # noqa: BLE001 (what a buyer was told is what is measured)
        told = type(error).__name__
    now = time.perf_counter()
    return Answer(told=told, took=now - started, waited=now - came)
