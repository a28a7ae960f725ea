"""The habits that a reader relies on without looking."""

import ast

from tests.architecture.source import (
    FLOORS,
    ROOT,
    dotted,
    imports,
    kind,
    module_name,
    name,
    python_files,
    tree,
)

BELOW_THE_EDGE = {
    "errors",
    "forms",
    "jobs",
    "models",
    "selectors",
    "services",
    "signals",
    "states",
}
CLOCKS = {"timezone.now", "datetime.now", "datetime.utcnow", "date.today", "time.time"}
NOT_FOR_MONEY = {
    "models.FloatField",
    "models.DecimalField",
    "forms.FloatField",
    "float",
}


def test_only_the_kernels_clock_reads_the_time() -> None:
    allowed = {
        "shop/kernel/clock.py",
        "shop/queue.py",  # leases of a broker, not facts of the shop
        "shop/logs.py",
    }
    reading = {
        f"{name(path)}:{node.lineno} {dotted(node)}"
        for path in python_files()
        if name(path) not in allowed
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and dotted(node) in CLOCKS
    }

    assert not reading


def test_now_is_read_at_the_edge_and_handed_down() -> None:
    reading = {
        f"{name(path)}:{line}"
        for path in python_files(*FLOORS)
        for module, line in imports(path)
        if module.startswith("shop.kernel.clock")
        and kind(module_name(path)) in BELOW_THE_EDGE
    }

    assert not reading


def test_money_is_never_a_float() -> None:
    """SQLite adds decimals as floats, so a column of money is an AmountField."""
    allowed = {
        "orders/models/order.py models.DecimalField",  # a tax rate in percent
        "orders/models/invoice.py models.DecimalField",  # the same
        "shop/kernel/failpoints.py float",  # seconds to sleep
        "shop/kernel/api/shapes.py float",  # at the door out: JSON has no other number
    }
    floating = {
        f"{name(path)} {dotted(node.func)}"
        for path in python_files(*FLOORS, "shop/kernel")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and dotted(node.func) in NOT_FOR_MONEY
    }

    assert floating <= allowed


def test_imports_are_absolute() -> None:
    relative = {
        f"{name(path)}:{line} {module}"
        for path in (*python_files(), *python_files("tests"))
        for module, line in imports(path)
        if module.startswith(".")
    }

    assert not relative


def test_what_happens_next_is_announced_not_caught_by_model_signals() -> None:
    allowed = {"shop/apps.py"}  # post_migrate installs the triggers
    caught = {
        f"{name(path)}:{line}"
        for path in python_files()
        for module, line in imports(path)
        if module.startswith("django.db.models.signals")
    }

    assert {place.partition(":")[0] for place in caught} <= allowed


def test_models_are_imported_not_looked_up() -> None:
    looked_up = {
        f"{name(path)}:{node.lineno}"
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and dotted(node.func) == "apps.get_model"
    }

    assert not looked_up


def test_a_helper_is_named_for_what_it_does() -> None:
    nameless = {
        name(path)
        for path in python_files()
        if path.stem in {"utils", "util", "helpers", "helper", "common", "misc"}
    }

    assert not nameless


def test_no_transaction_a_request() -> None:
    """On SQLite every page would then take the one write lock."""
    assert "ATOMIC_REQUESTS" not in (ROOT / "shop/settings.py").read_text()
