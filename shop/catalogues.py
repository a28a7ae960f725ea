"""Reads gettext catalogues without gettext's tools, which a bare machine lacks."""

import ast
import gettext
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CONTEXT_END = "\x04"  # what a compiled catalogue puts between context and msgid
LINE = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d+)\])?\s+(".*")')


@dataclass
class Entry:
    """One message of a `.po` file; `texts` are its plural forms, mostly one."""

    context: str | None = None
    msgid: str = ""
    plural: str | None = None
    texts: dict[int, str] = field(default_factory=dict)
    is_fuzzy: bool = False

    @property
    def key(self) -> str:
        """How the compiled catalogue names it."""
        if self.context is None:
            return self.msgid
        return f"{self.context}{CONTEXT_END}{self.msgid}"

    @property
    def is_complete(self) -> bool:
        return bool(self.texts) and all(self.texts.values()) and not self.is_fuzzy

    def add(self, keyword: str, index: int, text: str) -> None:
        if keyword == "msgctxt":
            self.context = (self.context or "") + text
        elif keyword == "msgid":
            self.msgid += text
        elif keyword == "msgid_plural":
            self.plural = (self.plural or "") + text
        else:
            self.texts[index] = self.texts.get(index, "") + text


def read_po(path: Path) -> dict[str, Entry]:
    """Every live message by its key; the header and obsolete ones left out."""
    entries = {}
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        entry = _entry(block.splitlines())
        if entry.msgid:
            entries[entry.key] = entry
    return entries


def _entry(lines: list[str]) -> Entry:
    entry, current = Entry(), ("", 0)
    for line in lines:
        if line.startswith("#,") and "fuzzy" in line:
            entry.is_fuzzy = True
        elif match := LINE.match(line):
            current = (match[1], int(match[2] or 0))
            entry.add(*current, ast.literal_eval(match[3]))
        elif line.startswith('"'):
            entry.add(*current, ast.literal_eval(line))
    return entry


def read_mo(path: Path) -> dict[str, dict[int, str]]:
    """The compiled texts by key and plural form."""
    with path.open("rb") as file:
        catalog = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    texts: dict[str, dict[int, str]] = {}
    for key, text in catalog.items():
        msgid, index = key if isinstance(key, tuple) else (key, 0)
        if msgid:
            texts.setdefault(msgid, {})[index] = text
    return texts


def faults(po: Path) -> Iterator[str]:
    """What is wrong with a catalogue and its compiled twin, a line each."""
    entries = read_po(po)
    for key, entry in entries.items():
        if not entry.is_complete:
            state = "fuzzy" if entry.is_fuzzy else "not translated"
            yield f"{po}: {state}: {key!r}"
    mo = po.with_suffix(".mo")
    if not mo.exists():
        yield f"{mo} is missing: run compilemessages"
        return
    complete = {key: entry.texts for key, entry in entries.items() if entry.is_complete}
    if read_mo(mo) != complete:
        yield f"{mo} is older than its .po: run compilemessages"
