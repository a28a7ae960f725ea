"""Proves from the tables that what must always hold does (domain §16)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from shop.kernel.clock import now
from shop.laws.book import examine_all
from shop.laws.law import Finding


class Command(BaseCommand):
    help = "Proves the shop's laws from its tables.  Exit code 1 when one is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--prompt",
            action="store_true",
            help="late work counts as a breach too (not so in a shop that stands still)",
        )

    def handle(self, *args: Any, prompt: bool, **options: Any) -> None:
        findings = examine_all(now())
        for found in findings:
            self.stdout.write(self._line(found))
        broken = [f for f in findings if f.is_breach or (prompt and f.is_late)]
        if broken:
            self.stderr.write(f"{len(broken)} of {len(findings)} laws are broken.")
            raise SystemExit(1)
        self.stdout.write(f"{len(findings)} laws were read; none is broken.")

    def _line(self, found: Finding) -> str:
        if not found.count:
            return f"ok      {found.law.text}"
        word, style = (
            ("LATE", self.style.WARNING)
            if found.is_late
            else ("BROKEN", self.style.ERROR)
        )
        first = ", ".join(found.first)
        return style(
            f"{word:<7} {found.law.text} {found.count} × {found.law.name}: {first}"
        )
