"""Templates print; they hold no script, no style and no comment for strangers."""

import re

from tests.architecture.source import files, name

COMPONENT = re.compile(r"""{%\s*include\s+["']components/[^%]*%}""")
SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"[\w/+.-]*json\")", re.I)
STYLE = re.compile(r"<style\b|<[^>{]*\sstyle\s*=", re.I)
HANDLER = re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[:\w-]*)\s*=", re.I)


def found(pattern: re.Pattern[str]) -> set[str]:
    """Where a pattern occurs.  Mails are read without our stylesheet."""
    return {
        f"{name(path)}: {match.group(0)[:60]}"
        for path in files("html")
        if "emails" not in path.parts
        for match in pattern.finditer(path.read_text())
    }


def test_comments_stay_in_the_house() -> None:
    assert not found(re.compile(r"<!--"))


def test_no_inline_script() -> None:
    assert not found(SCRIPT)


def test_no_inline_style() -> None:
    assert not found(STYLE)


def test_no_inline_handler() -> None:
    assert not found(HANDLER)


def test_names_are_listed_as_each_language_does() -> None:
    assert not found(re.compile(r'join:", "'))


def test_a_component_sees_only_what_it_is_given() -> None:
    open_ones = {
        f"{name(path)}: {match.group(0)[:70]}"
        for path in files("html")
        for match in COMPONENT.finditer(path.read_text())
        if not re.search(r"\bonly\s*%}$", match.group(0))
    }

    assert not open_ones
