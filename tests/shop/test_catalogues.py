"""A catalogue is complete, compiled, and read without gettext's tools."""

import shutil
import subprocess
from pathlib import Path

import pytest

from shop.catalogues import faults, read_po

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
COMPLETE = """
#: cart/views.py
msgid "Cart"
msgstr "购物车"

msgctxt "verb"
msgid ""
"Order "
"now"
msgstr ""
"立即"
"下单"

msgid "%(n)s piece"
msgid_plural "%(n)s pieces"
msgstr[0] "%(n)s 件"

#~ msgid "Gone"
#~ msgstr ""
"""

needs_gettext = pytest.mark.skipif(
    not shutil.which("msgfmt"), reason="NOT RUN: gettext is not installed"
)


def write(folder: Path, text: str) -> Path:
    po = folder / "django.po"
    po.write_text(HEADER + text)
    return po


def compiled(po: Path) -> Path:
    subprocess.run(["msgfmt", po, "-o", po.with_suffix(".mo")], check=True)
    return po


def test_reads_contexts_plurals_and_long_texts(tmp_path: Path) -> None:
    entries = read_po(write(tmp_path, COMPLETE))

    assert {key: entry.texts for key, entry in entries.items()} == {
        "Cart": {0: "购物车"},
        "verb\x04Order now": {0: "立即下单"},
        "%(n)s piece": {0: "%(n)s 件"},
    }


@needs_gettext
def test_a_fresh_and_complete_one_has_no_fault(tmp_path: Path) -> None:
    assert not [*faults(compiled(write(tmp_path, COMPLETE)))]


@needs_gettext
@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('\nmsgid "Pay"\nmsgstr ""\n', "not translated"),
        ('\n#, fuzzy\nmsgid "Pay"\nmsgstr "付款"\n', "fuzzy"),
    ],
)
def test_an_open_text_is_named(tmp_path: Path, text: str, fault: str) -> None:
    [line] = faults(compiled(write(tmp_path, COMPLETE + text)))

    assert f"{fault}: 'Pay'" in line


@needs_gettext
def test_an_old_compilation_is_found(tmp_path: Path) -> None:
    po = compiled(write(tmp_path, COMPLETE))
    po.write_text(po.read_text().replace("购物车", "购物篮"))

    [line] = faults(po)

    assert "older than its .po" in line


def test_a_missing_compilation_is_found(tmp_path: Path) -> None:
    [line] = faults(write(tmp_path, COMPLETE))

    assert "is missing" in line
