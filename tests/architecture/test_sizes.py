"""A file is about one thing and fits on two screens; a function fits on half a screen.

A limit is raised here, in the open, with a reason.
"""

from pathlib import Path

import pytest

from tests.architecture.source import files, functions, name, python_files

MOST_LINES = {"module": 300, "html": 80, "css": 200, "js": 100}
MOST_LINES_OF_A_FUNCTION = 40
MOST_PARAMETERS = 6

EVERY_MODULE = [*python_files(), *python_files("tests")]


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_modules() -> None:
    long = {name(p): lines(p) for p in EVERY_MODULE if lines(p) > MOST_LINES["module"]}

    assert not long


@pytest.mark.parametrize("suffix", ["html", "css", "js"])
def test_files_of_the_browser(suffix: str) -> None:
    long = {name(p): lines(p) for p in files(suffix) if lines(p) > MOST_LINES[suffix]}

    assert not long


def test_functions() -> None:
    long = {
        f"{name(path)} {function.name}": (function.end_lineno or 0)
        - function.lineno
        + 1
        for path in EVERY_MODULE
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno >= MOST_LINES_OF_A_FUNCTION
    }

    assert not long


def test_parameters() -> None:
    many = {
        f"{name(path)} {function.name}": count
        for path in EVERY_MODULE
        for function in functions(path)
        if (
            count := len(
                [
                    argument
                    for argument in (*function.args.args, *function.args.kwonlyargs)
                    if argument.arg not in ("self", "cls")
                ]
            )
        )
        > MOST_PARAMETERS
    }

    assert not many
