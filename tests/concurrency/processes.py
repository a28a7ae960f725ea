"""Real processes that race, round after round, each with a connection of its own.

They are forked, so a guard that a test has taken away is gone in them too.
"""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections

ROUNDS = int(os.environ.get("RACE_ROUNDS", "50"))
# Races that no plan names: asked for more of, they do more too.
SOME_ROUNDS = int(os.environ.get("RACE_ROUNDS", "20"))
FORK = multiprocessing.get_context("fork")
PATIENCE = 60  # seconds in which all have come to the line

Work = Callable[[int], Any]


def race(*works: Work, rounds: int = ROUNDS) -> list[list[str]]:
    """One process for each work; all start each round together.

    Returns, round by round, the names of the errors that were met (a database that
    is merely busy counts too).
    """
    connections.close_all()
    line, told = FORK.Barrier(len(works)), FORK.SimpleQueue()
    racers = [
        FORK.Process(target=_run, args=(work, rounds, line, told)) for work in works
    ]
    for racer in racers:
        racer.start()
    answers = [told.get() for _ in racers]
    for racer in racers:
        racer.join(PATIENCE)
    return [
        sorted(answer[number] for answer in answers if answer[number])
        for number in range(rounds)
    ]


def _run(work: Work, rounds: int, line: Any, told: Any) -> None:
    """Never returns to the test: the process ends here."""
    answers = []
    try:
        connections["default"].ensure_connection()
        for number in range(rounds):
            line.wait(PATIENCE)
            answers.append(_try(work, number))
    finally:
        told.put(answers + ["Broken"] * (rounds - len(answers)))
        connections.close_all()
        os._exit(0)


def _try(work: Work, number: int) -> str:
    try:
        work(number)
    except Exception as error:  # noqa: BLE001 (the test looks at what came)
        return type(error).__name__
    return ""


def kinds(rounds: Sequence[Sequence[str]]) -> set[str]:
    """Every kind of error that was met in any round."""
    return {name for errors in rounds for name in errors}
