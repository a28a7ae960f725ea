from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.importing.report import FileRefused
from catalog.importing.service import import_products
from shop.kernel.clock import now


class Command(BaseCommand):
    help = "Import products from a Shopify product CSV; says what happened to each row."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="check and report, change nothing"
        )

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        try:
            report = import_products(content=content, now=now(), dry_run=dry_run)
        except FileRefused as error:
            raise CommandError(f"{file}: {error}") from error
        for line in report.lines:
            style = self.style.ERROR if line.is_failure else str
            self.stdout.write(style(str(line)))
        self.stdout.write(
            f"{report.created} created, {report.updated} updated, "
            f"{report.unchanged} unchanged, {report.failed} failed"
            f"{' (dry run: nothing was changed)' if dry_run else ''}"
        )
        if not report.is_clean:
            raise CommandError(f"{report.failed} products were left as they were.")
