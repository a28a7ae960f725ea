"""Measures the shop's own side of its aims.  Prints figures; asserts no time."""

import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin
from django.core.files.storage import storages
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction

from shop.bench import callbacks, flash_sale, statements
from shop.bench.bare import bare_page
from shop.bench.browser import Step
from shop.bench.buyers import Tally, run_round
from shop.bench.callers import CALLERS
from shop.bench.ledger import measure
from shop.bench.report import report
from shop.bench.throwaway import throwaway_database, throwaway_shop
from shop.bench.walks import (
    EmptyShop,
    Walk,
    front_calls,
    front_page,
    look_around,
    purchase,
    sellable_product,
)
from shop.kernel.clock import now
from shop.laws.book import examine_all

WARM_UP = 3
PUBLIC = {"pages": (look_around,), "api": (front_page, front_calls)}


class Command(BaseCommand):
    help = (
        "Measures: buyers, sqlite, flash-sale, purchase, pages, api, ledger, callbacks, "
        "reconcile.  Never in production."
    )

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
            ("purchase", "a whole guest purchase, step by step, in a fresh demo shop"),
            ("pages", "each page: processor time and queries"),
            ("api", "the home page, and the mini-program's three calls in its place"),
        ):
            walk = what.add_parser(name, help=text)
            walk.add_argument("--rounds", type=int, default=20)
            if name == "purchase":
                walk.add_argument(
                    "--here",
                    action="store_true",
                    help="in the configured shop, whose orders and mails stay",
                )

        ledger = what.add_parser("ledger", help="how long the laws take to be read")
        ledger.add_argument("--orders", type=int, default=100_000)

        books = what.add_parser("reconcile", help="a day on which every row differs")
        books.add_argument("--rows", type=int, default=100_000)

        _add_flash_sale(what)
        calls = what.add_parser("callbacks", help="what a gateway sends, in any order")
        calls.add_argument("--gateway", choices=list(CALLERS), default="demo")
        calls.add_argument("--count", type=int, default=1000)
        calls.add_argument("--threads", type=int, default=4)
        calls.add_argument(
            "--here", action="store_true", help="in the configured shop; its rows stay"
        )

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if settings.IN_PRODUCTION:
            raise CommandError("Nothing is measured in production.")
        if what == "buyers":
            self.buyers(**_only_ints(options))
        elif what == "sqlite":
            self.sqlite("buyers", **_only_ints(options))
        elif what in ("ledger", "reconcile", "flash-sale"):
            self.long_work(what, **options)
        elif what == "callbacks":
            self.callbacks(**options)
        elif what in PUBLIC:
            self.look(PUBLIC[what], rounds=options["rounds"])
        elif options["here"]:
            self.walk(purchase, rounds=options["rounds"])
        else:
            self.purchase_elsewhere(rounds=options["rounds"])

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

    def long_work(self, what: str, **options: Any) -> None:
        if what == "flash-sale":
            self.flash_sale(**options)
        elif what == "ledger":
            measure(orders=options["orders"], say=self._say, now=now())
        else:
            statements.measure(rows=options["rows"], say=self._say, now=now())

    def flash_sale(self, *, sqlite: bool, **options: Any) -> None:
        crowd = _only_ints(options)
        if sqlite:
            self.sqlite("flash-sale", **crowd)
            return
        with throwaway_database():
            self._say(*flash_sale.measure(**crowd))

    def sqlite(self, what: str, **options: int) -> None:
        """The same command again, with another database."""
        with tempfile.TemporaryDirectory() as folder:
            database = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
            given = [f"--{name}={number}" for name, number in options.items()]
            subprocess.run(  # noqa: S603 (ourselves)
                [sys.executable, "manage.py", "bench", what, *given],
                cwd=settings.BASE_DIR,
                env=os.environ | {"DATABASE_URL": database, "SHOP_VAR": folder},
                check=True,
            )

    def callbacks(
        self, *, gateway: str, count: int, threads: int, here: bool, **_: Any
    ) -> None:
        """In a shop of its own, unless this is it: paid orders can't be unmade."""
        if here:
            if not callbacks.run(
                gateway=gateway, count=count, threads=threads, say=self._say
            ):
                raise CommandError("Not exact.")
            return
        with throwaway_shop() as environment:
            given = [f"--gateway={gateway}", f"--count={count}", f"--threads={threads}"]
            subprocess.run(  # noqa: S603 (ourselves)
                [sys.executable, "manage.py", "bench", "callbacks", "--here", *given],
                cwd=settings.BASE_DIR,
                env=environment,
                check=True,
            )

    def purchase_elsewhere(self, *, rounds: int) -> None:
        """The same command again in a shop of its own: an order can't be unmade."""
        with throwaway_shop() as environment:
            for command in (["demo"], ["bench", "purchase", "--here"]):
                given = [f"--rounds={rounds}"] if "bench" in command else []
                subprocess.run(  # noqa: S603 (ourselves)
                    [sys.executable, "manage.py", *command, *given],
                    cwd=settings.BASE_DIR,
                    env=environment,
                    check=True,
                )

    def look(self, walks: Sequence[Walk], *, rounds: int) -> None:
        for walk in walks:
            self.walk(_rolled_back(walk), rounds=rounds)

    def walk(self, walk: Walk, *, rounds: int) -> None:
        if _lacks_manifest():
            call_command("collectstatic", interactive=False, verbosity=0)
        try:
            product = sellable_product()
        except EmptyShop:
            raise CommandError("Nothing is for sale: run `make demo` first.") from None
        turns = [(walk(), bare_page(product.pk)) for _ in range(rounds + WARM_UP)]
        walks, bare = zip(*turns[WARM_UP:], strict=True)
        self._say(*report(walks, bare))

    def _say(self, *lines: str) -> None:
        for line in lines:
            self.stdout.write(line)


def _add_flash_sale(what: Any) -> None:
    crowd = what.add_parser("flash-sale", help="a crowd for a flash sale's pieces")
    for name, number in (
        ("buyers", 10_000),
        ("pieces", 1000),
        ("processes", 2),  # as many as our server has
        ("threads", 4),
    ):
        crowd.add_argument(f"--{name}", type=int, default=number)
    crowd.add_argument(
        "--sqlite", action="store_true", help="on a fresh SQLite file instead"
    )


def _lacks_manifest() -> bool:
    """Pages name static files by their hash; somebody has to have counted them."""
    is_hashed = isinstance(storages["staticfiles"], ManifestFilesMixin)
    return is_hashed and not (settings.STATIC_ROOT / "staticfiles.json").exists()


def _rolled_back(walk: Walk) -> Walk:
    """The shop stays as it is."""

    def walk_and_forget() -> list[Step]:
        for moment in (request_started, request_finished):
            moment.disconnect(close_old_connections)  # it would close the transaction's
        with transaction.atomic():
            try:
                return walk()
            finally:
                transaction.set_rollback(True)
                for moment in (request_started, request_finished):
                    moment.connect(close_old_connections)

    return walk_and_forget


def _only_ints(options: dict[str, Any]) -> dict[str, int]:
    names = ("buyers", "pieces", "processes", "threads", "rounds")
    return {name: options[name] for name in names if name in options}
