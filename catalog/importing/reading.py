"""From the bytes of a file to rows of cells, or a clear refusal."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog.importing.columns import MAKE_A_VARIANT, OF_THE_PRODUCT, known
from catalog.importing.report import BadCell, FileRefused
from shop.kernel.words import listed

DELIMITERS = ",;\t"
FORMULA = ("=", "+", "-", "@")
LONGEST_HANDLE = 120


@dataclass(frozen=True, kw_only=True)
class Row:
    """`cells` holds the columns that the file has; `headers` their own names."""

    number: int
    cells: Mapping[str, str]
    headers: Mapping[str, str]
    is_too_long: bool = False

    def has(self, column: str) -> bool:
        return column in self.cells

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def bad(self, column: str, why: str) -> BadCell:
        return BadCell(self.number, self.headers.get(column, column), why)

    @property
    def makes_a_variant(self) -> bool:
        return any(self.get(column) for column in MAKE_A_VARIANT)


@dataclass(frozen=True, kw_only=True)
class Group:
    """The rows of one product; the first carries what belongs to the product."""

    handle: str
    rows: list[Row]

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def variants(self) -> list[Row]:
        return [self.first, *(row for row in self.rows[1:] if row.makes_a_variant)]

    def check(self) -> None:
        """Raises BadCell where rows are broken or contradict the first."""
        for row in self.rows:
            if row.is_too_long:
                raise BadCell(
                    row.number, _("row"), _("more cells than the header has.")
                )
            for column, text in row.cells.items():
                if "\0" in text:
                    raise row.bad(column, _("holds a character that is no text."))
        for row in self.rows[1:]:
            for column in OF_THE_PRODUCT:
                if row.get(column) not in ("", self.first.get(column)):
                    raise row.bad(
                        column,
                        _("differs from row %(row)d of the same product.")
                        % {"row": self.first.number},
                    )


def read(content: bytes) -> list[Group]:
    """The products of a file.  Raises FileRefused."""
    text = _decoded(content)
    header = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    groups: dict[str, Group] = {}
    last = ""
    try:
        for row in _rows(reader):
            handle = _handle(row) or last
            if not handle:
                raise FileRefused(
                    _("Row %(row)d has neither a handle nor a title.")
                    % {"row": row.number}
                )
            group = groups.setdefault(handle, Group(handle=handle, rows=[]))
            group.rows.append(row)
            last = handle
    except csv.Error as error:
        raise FileRefused(
            _("Line %(line)d is no proper CSV: %(error)s.")
            % {"line": reader.line_num, "error": error}
        ) from error
    if not groups:
        raise FileRefused(_("The file holds no products."))
    return list(groups.values())


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileRefused(
            _(
                "The file is not UTF-8 (line %(line)d). Save it as “CSV UTF-8” and "
                "try again."
            )
            % {"line": line}
        ) from error


def _rows(reader: Iterator[list[str]]) -> Iterator[Row]:
    headers = next(reader, [])
    names = [known(header) for header in headers]
    taken = [name for name in names if name]
    if "title" not in taken and "handle" not in taken:
        raise FileRefused(_("The first row must name the columns, Title among them."))
    for name in taken:
        if taken.count(name) > 1:
            twice = listed(h for h in headers if known(h) == name)
            raise FileRefused(
                _("Two columns mean the same: %(names)s.") % {"names": twice}
            )
    own = {
        name: header.strip()
        for name, header in zip(names, headers, strict=True)
        if name
    }
    for number, cells in enumerate(reader, start=2):
        if any(cell.strip() for cell in cells):
            found = dict(zip(names, cells, strict=False))
            yield Row(
                number=number,
                cells={name: _plain(found.get(name, "")) for name in taken},
                headers=own,
                is_too_long=any(cell.strip() for cell in cells[len(names) :]),
            )


def _plain(cell: str) -> str:
    """Without the apostrophe that guards a spreadsheet against formulas."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _handle(row: Row) -> str:
    name = row.get("handle") or row.get("title")
    return slugify(name, allow_unicode=True)[:LONGEST_HANDLE]
