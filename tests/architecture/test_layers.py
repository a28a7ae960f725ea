"""Inside an app: errors, states → models → selectors → services → tasks → receivers."""

import ast

import pytest

from tests.architecture.source import (
    FLOORS,
    functions,
    imports,
    kind,
    module_name,
    name,
    python_files,
)

OUTER = {"admin", "api", "forms", "receivers", "tasks", "urls", "views"}
FORBIDDEN = {
    "states": OUTER | {"errors", "models", "selectors", "services", "signals"},
    "errors": OUTER | {"models", "selectors", "services", "signals"},
    "signals": OUTER | {"models", "selectors", "services"},
    "models": OUTER | {"selectors", "services", "signals"},
    "selectors": OUTER | {"services", "signals"},
    "services": OUTER,
    "forms": OUTER - {"forms"} | {"services"},
    "tasks": OUTER - {"tasks"},
    "jobs": OUTER - {"tasks"},
    "receivers": {"admin", "api", "forms", "urls", "views"},
    "views": {"admin", "api", "receivers", "tasks"},
    "api": {"admin", "receivers", "tasks", "urls", "views"},
    "admin": {"api", "receivers", "tasks", "urls", "views"},
}


@pytest.mark.parametrize("app", FLOORS)
def test_a_layer_does_not_import_the_layers_above_it(app: str) -> None:
    wrong = {
        f"{name(path)}:{line} imports {module}"
        for path in python_files(app)
        for module, line in imports(path)
        if module.partition(".")[0] in FLOORS
        and kind(module) in FORBIDDEN.get(kind(module_name(path)), ())
    }

    assert not wrong


def layer(*kinds: str) -> list:
    return [path for path in python_files(*FLOORS) if kind(module_name(path)) in kinds]


def test_no_request_below_the_views() -> None:
    wrong = {
        f"{name(path)}:{function.lineno} {function.name}"
        for path in layer("models", "selectors", "services", "tasks")
        for function in functions(path)
        for argument in (*function.args.args, *function.args.kwonlyargs)
        if argument.arg == "request"
    }

    assert not wrong


def test_services_take_their_arguments_by_name() -> None:
    """A single argument may be positional, and so may the first of several."""
    wrong = {
        f"{name(path)}:{function.lineno} {function.name}"
        for path in layer("services")
        for function in functions(path)
        if not function.name.startswith("_")
        and len([a for a in function.args.args if a.arg != "self"]) > 1
    }

    assert not wrong


def test_services_say_what_they_change() -> None:
    wrong = {
        f"{name(path)}:{node.lineno} {node.name}"
        for path in layer("services")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    }

    assert not wrong


def test_ready_is_the_only_place_with_imports_of_ours_inside_a_function() -> None:
    allowed = {
        "shop/celery.py follow_the_timetable",  # once every app has registered its jobs
    }
    hidden = {
        f"{name(path)} {function.name}"
        for path in python_files()
        for function in functions(path)
        if function.name != "ready"
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").partition(".")[0] in {*FLOORS, "shop"}
    }

    assert hidden <= allowed
