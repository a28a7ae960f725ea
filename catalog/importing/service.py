"""Imports a whole file, product by product."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from catalog.importing.products import import_product
from catalog.importing.reading import Group, read
from catalog.importing.report import BadCell, Line, Report


def import_products(*, content: bytes, now: datetime, dry_run: bool = False) -> Report:
    """Create or update the products of a Shopify CSV and report on each row.

    A product with a wrong cell is left as it was; the others are kept.  A dry run
    does the same work and takes all of it back.  Raises FileRefused.
    """
    groups = read(content)
    if not dry_run:
        return _import(groups, now)
    with transaction.atomic():
        report = _import(groups, now)
        transaction.set_rollback(True)
    return report


def _import(groups: list[Group], now: datetime) -> Report:
    lines: list[Line] = []
    outcomes: Counter[str] = Counter()
    for group in groups:
        try:
            done = import_product(group=group, now=now)
        except BadCell as error:
            outcomes["failed"] += 1
            lines.append(
                Line(
                    row=error.row,
                    handle=group.handle,
                    text=str(error),
                    is_failure=True,
                )
            )
        else:
            outcomes[done.outcome] += 1
            lines += done.lines
    return Report(
        lines=sorted(lines, key=lambda line: line.row),
        created=outcomes["created"],
        updated=outcomes["updated"],
        unchanged=outcomes["unchanged"],
        failed=outcomes["failed"],
    )
