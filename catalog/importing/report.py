"""What an import says about each row: what happened, or which field is wrong and why."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from shop.kernel.errors import DomainError


@dataclass(frozen=True, kw_only=True)
class Line:
    """`row` counts as a spreadsheet does: the header is row 1."""

    row: int
    handle: str
    text: str
    is_failure: bool = False

    def __str__(self) -> str:
        return f"{self.row}\t{self.handle}\t{self.text}"


@dataclass(kw_only=True)
class Report:
    lines: list[Line] = field(default_factory=list)
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0

    @property
    def is_clean(self) -> bool:
        return self.failed == 0


class FileRefused(DomainError):
    """The file as a whole can't be read."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadCell(DomainError):
    """One cell is wrong; the product it belongs to is left alone."""

    def __init__(self, row: int, column: str, why: str) -> None:
        super().__init__(row, column, why)
        self.row, self.column, self.why = row, column, why
        self.message = _("%(column)s: %(why)s") % {"column": column, "why": why}
