"""Rows that somebody pasted or uploaded: a table as text, read without surprises."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orders.numbers import looks_like_number

MOST_BYTES = 1024 * 1024
MOST_ROWS = 500
LONGEST_LINE = 1000
DELIMITERS = ",;\t，"


@dataclass(frozen=True, kw_only=True)
class Row:
    """`position` is where it stands in the text, from 1."""

    position: int
    cells: Sequence[str]

    def cell(self, index: int) -> str:
        return self.cells[index] if index < len(self.cells) else ""


def decoded(file: bytes) -> str:
    """UTF-8 with or without a byte order mark.  Raises UnicodeDecodeError."""
    return file.decode("utf-8-sig")


def rows_in(text: str) -> Iterator[Row]:
    """Lines with anything in them; cells lose the spaces around them.

    Each line may have its own delimiter: people paste from here and there.
    """
    for position, line in enumerate(text.splitlines(), start=1):
        cells = _cells(line[:LONGEST_LINE].replace("\0", ""))
        if any(cells):
            yield Row(position=position, cells=cells)


def is_heading(row: Row) -> bool:
    """Names of columns: no digit anywhere, and no order, for some have none."""
    has_digit = any(char.isdigit() for char in "".join(row.cells))
    return not has_digit and not looks_like_number(row.cell(0))


def _cells(line: str) -> list[str]:
    """Numbers come first and hold no delimiter: the first one that occurs is it."""
    delimiter = next((char for char in line if char in DELIMITERS), ",")
    found = next(csv.reader([line], delimiter=delimiter), [])
    return [" ".join(cell.split()) for cell in found]
