"""Imports go down; what must go up is announced."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import FLOORS, TOP, files, imports, name, python_files

INCLUDED = re.compile(r"""{%\s*(?:include|extends)\s+["']([\w-]+)/""")


def floor(module: str) -> int:
    """The ground is 0; whatever is not ours counts as the ground too."""
    first, _, rest = module.partition(".")
    if first == "shop":
        return 0 if rest.partition(".")[0] in ("kernel", "templatetags", "") else TOP
    return FLOORS.get(first, 0)


@pytest.mark.parametrize("app", FLOORS)
def test_an_app_knows_only_the_floors_below(app: str) -> None:
    upward = {
        f"{name(path)}:{line} imports {module}"
        for path in python_files(app)
        for module, line in imports(path)
        if module.partition(".")[0] != app and floor(module) >= FLOORS[app]
    }

    assert not upward


def test_the_kernel_knows_nobody() -> None:
    known = {
        f"{name(path)}:{line} imports {module}"
        for path in python_files("shop/kernel", "shop/templatetags")
        for module, line in imports(path)
        if floor(module) > 0
    }

    assert not known


@pytest.mark.parametrize("part", ["content", "insights"])
def test_the_top_is_known_to_the_project_alone(part: str) -> None:
    allowed = {
        "shop/api.py",
        "shop/urls.py",
        "shop/settings.py",
        "shop/sitemaps.py",
    }
    knowing = {
        f"{name(path)}:{line}"
        for path in python_files()
        for module, line in imports(path)
        if module.startswith(f"shop.{part}")
        and not name(path).startswith((f"shop/{part}/", "shop/management/"))
        and name(path) not in allowed
    }

    assert not knowing


def owner(template: Path) -> str:
    return name(template).partition("/")[0]


def test_a_template_includes_only_from_its_app_and_below() -> None:
    upward = {
        f"{name(path)} includes {app}/…"
        for path in files("html")
        for app in INCLUDED.findall(path.read_text())
        if app in FLOORS
        and app != owner(path)
        and FLOORS.get(owner(path), TOP if owner(path) == "shop" else 0) <= FLOORS[app]
    }

    assert not upward
