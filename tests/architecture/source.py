"""Reads the shop's own source for the tests beside it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# The floors of the house.  Apps on one floor do not know each other.
FLOORS = {
    "accounts": 1,
    "catalog": 1,
    "promotions": 2,
    "cart": 3,
    "orders": 4,
    "payments": 5,
    "support": 6,
}
TOP = 7

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def python_files(*folders: str) -> list[Path]:
    """Our modules; what Django generated is not looked at."""
    return sorted(
        path
        for folder in folders or (*FLOORS, "shop")
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    )


def files(suffix: str) -> list[Path]:
    """Templates, stylesheets and scripts of the whole shop."""
    return sorted(
        path
        for folder in (*FLOORS, "shop", "templates", "static")
        for path in (ROOT / folder).rglob(f"*.{suffix}")
    )


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Each imported module or name, dotted, with its line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom):
            prefix = "." * node.level + (node.module or "")
            for alias in node.names:
                yield f"{prefix}.{alias.name}", node.lineno
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(tree(path)):
        if isinstance(node, Function):
            yield node


def dotted(node: ast.expr) -> str:
    """`timezone.now` of the expression `timezone.now`; "" for anything deeper."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


KINDS = (
    "admin",
    "api",
    "apps",
    "demo",
    "errors",
    "forms",
    "jobs",
    "management",
    "models",
    "receivers",
    "selectors",
    "services",
    "signals",
    "states",
    "tasks",
    "urls",
    "views",
)


def kind(module: str) -> str:
    """`services` for `orders.services.placing`: the layer a module belongs to."""
    return next((part for part in module.split(".")[1:] if part in KINDS), "other")


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)
