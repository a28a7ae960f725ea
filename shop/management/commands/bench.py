"""Measures the shop's own side of its aims.  Prints figures; asserts no time."""

import os
import statistics
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin
from django.core.files.storage import storages
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from shop.bench.browser import Step
from shop.bench.buyers import Tally, run_round
from shop.bench.throwaway import throwaway_database
from shop.bench.walks import EmptyShop, Walk, look_around, purchase
from shop.kernel.clock import now
from shop.laws.book import examine_all


class Command(BaseCommand):
    help = "Measures: buyers, sqlite, purchase, pages.  Never in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        for name, buyers, pieces, text in (
            ("buyers", 200, 50, "a crowd for scarce goods, on the configured database"),
            ("sqlite", 40, 10, "the same on a fresh SQLite file"),
        ):
            crowd = what.add_parser(name, help=text)
            crowd.add_argument("--buyers", type=int, default=buyers)
            crowd.add_argument("--pieces", type=int, default=pieces)
            crowd.add_argument("--processes", type=int, default=4)
            crowd.add_argument("--threads", type=int, default=10)
            crowd.add_argument("--rounds", type=int, default=20)
        for name, text in (
            ("purchase", "a whole guest purchase, step by step"),
            ("pages", "each page: processor time and queries"),
        ):
            walk = what.add_parser(name, help=text)
            walk.add_argument("--rounds", type=int, default=20)

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if settings.IN_PRODUCTION:
            raise CommandError("Nothing is measured in production.")
        if what == "buyers":
            self.buyers(**_only_ints(options))
        elif what == "sqlite":
            self.sqlite(**_only_ints(options))
        else:
            walk = purchase if what == "purchase" else look_around
            self.walk(walk, rounds=options["rounds"])

    def buyers(self, *, rounds: int, **crowd: int) -> None:
        tally = Tally()
        with throwaway_database():
            for _ in range(rounds):
                run_round(tally, **crowd)
            broken = [f.law.name for f in examine_all(now()) if f.is_breach]
        self._say(
            f"crowd     {crowd['buyers']} for {crowd['pieces']}, {crowd['processes']} "
            f"processes × {crowd['threads']} threads, {rounds} rounds, "
            f"{connection.vendor}",
            f"sold      {tally.sold} of {tally.wanted}",
            f"over      {tally.over}",
            f"under     {tally.under}",
            f"errors    {tally.errors or 0}",
            f"answers   p50 {tally.wait(50):.0f} ms, p95 {tally.wait(95):.0f} ms, "
            f"slowest {tally.wait(100):.0f} ms",
            f"orders    {tally.orders_a_second:.0f} a second",
            f"laws      {', '.join(broken) or 'all hold'}",
        )

    def sqlite(self, **options: int) -> None:
        """The same command again, with another database."""
        with tempfile.TemporaryDirectory() as folder:
            database = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
            given = [f"--{name}={number}" for name, number in options.items()]
            subprocess.run(  # noqa: S603 (ourselves)
                [sys.executable, "manage.py", "bench", "buyers", *given],
                cwd=settings.BASE_DIR,
                env=os.environ | {"DATABASE_URL": database, "SHOP_VAR": folder},
                check=True,
            )

    def walk(self, walk: Walk, *, rounds: int) -> None:
        """Every walk is rolled back: the shop stays as it is."""
        if _lacks_manifest():
            call_command("collectstatic", interactive=False, verbosity=0)
        walks = [_rolled_back(walk) for _ in range(rounds + 2)][2:]  # two to warm up
        steps = list(zip(*walks, strict=True))
        for same in steps:
            self._say(_line(same))
        middle = sum(_median(same) for same in steps)
        queries = sum(same[0].queries for same in steps)
        self._say(f"{'together':<20} {middle:7.1f} ms {queries:4d} queries")

    def _say(self, *lines: str) -> None:
        for line in lines:
            self.stdout.write(line)


def _lacks_manifest() -> bool:
    """Pages name static files by their hash; somebody has to have counted them."""
    is_hashed = isinstance(storages["staticfiles"], ManifestFilesMixin)
    return is_hashed and not (settings.STATIC_ROOT / "staticfiles.json").exists()


def _rolled_back(walk: Walk) -> list[Step]:
    with transaction.atomic():
        try:
            return walk()
        except EmptyShop:
            raise CommandError("Nothing is for sale: run `make demo` first.") from None
        finally:
            transaction.set_rollback(True)


def _median(steps: tuple[Step, ...]) -> float:
    return statistics.median(step.milliseconds for step in steps)


def _line(steps: tuple[Step, ...]) -> str:
    one = steps[0]
    return (
        f"{one.name:<20} {_median(steps):7.1f} ms {one.queries:4d} queries "
        f"{one.kilobytes:6.1f} KB  {one.status}"
    )


def _only_ints(options: dict[str, Any]) -> dict[str, int]:
    names = ("buyers", "pieces", "processes", "threads", "rounds")
    return {name: options[name] for name in names}
