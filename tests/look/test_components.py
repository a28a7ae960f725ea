"""Components say what they take, are included with `only`, and stay small."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
COMPONENTS = sorted((ROOT / "templates/components").glob("*.html"))
INCLUDE = re.compile(r'{% include "components/[^%]*%}')
STYLESHEETS = sorted((ROOT / "static/css").rglob("*.css"))
SCRIPTS = sorted((ROOT / "static/js").rglob("*.js"))


def templates() -> Iterator[Path]:
    yield from (ROOT / "templates").rglob("*.html")
    for folder in ROOT.glob("*/templates"):
        yield from folder.rglob("*.html")
    yield from (ROOT / "shop/content/templates").rglob("*.html")


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_begins_with_its_parameters(path: Path) -> None:
    first = path.read_text().splitlines()[0]

    assert re.fullmatch(r"{# .+ #}", first)


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_compiles(path: Path) -> None:
    get_template(f"components/{path.name}")


def test_is_included_with_only() -> None:
    loose = [
        f"{path.relative_to(ROOT)}: {tag}"
        for path in templates()
        for tag in INCLUDE.findall(path.read_text())
        if not tag.endswith(" only %}")
    ]

    assert not loose


def test_is_at_most_eighty_lines() -> None:
    assert not [path.name for path in COMPONENTS if lines(path) > 80]


def test_styles_nobody_inline() -> None:
    inline = re.compile(
        r'\sstyle="|\son(?!ly)\w+="|<style|<script(?![^>]*(?:src=|application/))'
    )
    found = [
        str(p.relative_to(ROOT)) for p in templates() if inline.search(p.read_text())
    ]

    assert not found


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.stem)
def test_stylesheet_keeps_the_house_rules(path: Path) -> None:
    text = path.read_text()

    assert lines(path) <= 200
    assert re.search(r"^@layer [\w, ]+[;{ ]", text, re.MULTILINE)
    assert "!important" not in text
    assert not re.search(r"^\s*#[\w-]+[^;]*{", text, re.MULTILINE), (
        "an id as a selector"
    )


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_script_is_small_and_plain(path: Path) -> None:
    text = path.read_text()

    assert lines(path) <= 100
    assert "innerHTML" not in text
    assert "pages" in path.parts or not re.search(
        r"^\s*(import|export) ", text, re.MULTILINE
    )
