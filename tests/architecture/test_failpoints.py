"""Each point where a process may be killed is in the list, and in the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

from shop.kernel.failpoints import POINTS
from tests.architecture.source import name, python_files, tree


def test_the_list_names_what_the_source_calls() -> None:
    called = [point for path in python_files() for point in points(path)]

    assert set(called) == set(POINTS)
    assert len(POINTS) == len(set(POINTS))


def test_a_point_that_is_not_spelled_out_is_nowhere() -> None:
    """A name that is put together would escape the test above."""
    hidden = {
        f"{name(path)}:{call.lineno}"
        for path in python_files()
        for call in calls(path)
        if None in named(call)
    }

    assert not hidden


def points(path: Path) -> Iterator[str]:
    for call in calls(path):
        yield from (point for point in named(call) if point)


def calls(path: Path) -> Iterator[ast.Call]:
    """`failpoint("…")` and `partial(failpoint, "…")`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and any(map(is_it, [node.func, *node.args])):
            yield node


def is_it(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "failpoint"


def named(call: ast.Call) -> list[str | None]:
    """The points of a call; None for what only shows when it runs."""
    arguments = [argument for argument in call.args if not is_it(argument)]
    texts = [getattr(argument, "value", None) for argument in arguments]
    return [text if isinstance(text, str) else None for text in texts]
