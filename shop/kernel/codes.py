"""A text as a square code for a phone's camera, drawn on the server."""

from dataclasses import dataclass

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

MARGIN = 4


@dataclass(frozen=True, kw_only=True)
class SquareCode:
    """`path` for an SVG whose viewBox is `size` wide and high, its dark parts."""

    size: int
    path: str


def square_code(text: str) -> SquareCode:
    code = QRCode(error_correction=ERROR_CORRECT_M, border=MARGIN)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    return SquareCode(size=len(rows), path="".join(_runs(rows)))


def _runs(rows: list[list[bool]]) -> list[str]:
    """One stroke for each run of dark cells, as a row of a printer."""
    strokes = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                strokes.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
            x += 1
    return strokes
