"""`manage.py import_tracking file.csv`: what carriers say of our parcels."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from orders.pasted import decoded, is_heading, rows_in
from orders.tracking_rows import take
from shop.kernel.clock import now


class Command(BaseCommand):
    help = (
        "Write down where parcels were seen: rows of order, tracking number, time "
        "(ISO 8601), kind, place, text. Rows known already change nothing. "
        "Exit code 1 when a row failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("csv", help="the file, UTF-8; - for the standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = list(rows_in(_text(options["csv"])))
        if rows and is_heading(rows[0]):
            rows = rows[1:]
        counts = {"new": 0, "known": 0, "failed": 0}
        for taken in take(iter(rows), now=now()):
            place = f"row {taken.row.position}"
            if taken.problem:
                counts["failed"] += 1
                self.stderr.write(f"{place}: {taken.problem}")
            else:
                became = "new" if taken.is_new else "known"
                counts[became] += 1
                self.stdout.write(f"{place}: {became}")
        summary = ", ".join(f"{count} {what}" for what, count in counts.items())
        if counts["failed"]:
            raise CommandError(f"{summary}.")
        self.stdout.write(f"{summary}.")


def _text(name: str) -> str:
    """Raises CommandError for a file that is not there or not UTF-8."""
    try:
        file = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return decoded(file)
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CommandError(f"{name} is not UTF-8.") from None
