"""`manage.py up` (and so `make run`): make ready what is not, then run everything."""

import fcntl
import hashlib
import json
import os
import shutil
import socket
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from shop.management.commands.demo import fill, is_empty
from shop.supervisor import die_with

PATIENCE_SECONDS = 5.0
GREETING = """
  {name} is open.  Ctrl-C closes it.

{lines}
"""


class Command(BaseCommand):
    help = "Run the web server, the worker and the clock, in the foreground."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--fresh", action="store_true", help="begin with an empty database"
        )
        parser.add_argument(
            "--leashed", action="store_true", help="end when the calling process ends"
        )

    def handle(self, *args: Any, fresh: bool, leashed: bool, **options: Any) -> None:
        if leashed:
            die_with(os.getppid())
        claim(settings.SHOP_VAR / "up.lock")
        wait_for_port(settings.HOST, settings.PORT)
        if fresh:
            self.say("Throwing the old data away …")
            throw_away()
        if pending_migrations():
            self.say("Preparing the database …")
            call_command("migrate", verbosity=0)
        self.collect_static()
        if not settings.IN_PRODUCTION and is_empty():
            self.say("Filling the demo shop …")
            fill()
        connection.close()
        self.say("Starting …")
        plan = {
            "commands": commands(),
            "host": urlsplit(settings.LOCAL_URL).hostname,
            "port": settings.PORT,
            "greeting": greeting(),
        }
        arguments = [sys.executable, "-m", "shop.supervisor", json.dumps(plan)]
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, arguments)  # noqa: S606 (no shell is wanted)

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def collect_static(self) -> None:
        stamp, fingerprint = settings.SHOP_VAR / "static.stamp", static_fingerprint()
        if stamp.exists() and stamp.read_text() == fingerprint:
            return
        self.say("Collecting and compressing styles, scripts and icons …")
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(fingerprint)


def claim(path: Path) -> None:
    """One shop a data folder; held by this process and what it becomes.

    Raises CommandError.
    """
    lock = os.open(path, os.O_RDWR | os.O_CREAT)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if time.monotonic() > deadline:
                raise CommandError(
                    f"A shop is running already on {path.parent}. Stop that one, or "
                    "name another folder for the data: SHOP_VAR=var/other make run"
                ) from error
            time.sleep(0.2)
        else:
            os.set_inheritable(lock, True)  # noqa: FBT003 (its only argument)
            return


def wait_for_port(host: str, port: int) -> None:
    """A shop that is just closing gets a moment.  Raises CommandError."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if time.monotonic() > deadline:
                    raise CommandError(
                        f"Cannot listen on {host}, port {port}: {error.strerror}. "
                        f"Choose another one: PORT={port + 1} make run"
                    ) from error
            else:
                return
        time.sleep(0.2)


def throw_away() -> None:
    """Empty the development shop: rows, pictures, outbox and waiting messages.

    Raises CommandError in production.
    """
    if settings.IN_PRODUCTION:
        raise CommandError("A shop in production is never emptied.")
    if settings.ON_SQLITE:
        for path in Path(settings.DATABASES["default"]["NAME"]).parent.glob(
            f"{Path(settings.DATABASES['default']['NAME']).name}*"
        ):
            path.unlink()
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    for folder in ("media", "outbox", "cache"):
        shutil.rmtree(settings.SHOP_VAR / folder, ignore_errors=True)
    for path in settings.SHOP_VAR.glob("queue.sqlite3*"):
        path.unlink()


def pending_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def static_fingerprint() -> str:
    """Changes when any file that would be collected changes."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def commands() -> dict[str, list[str]]:
    """The shop's processes, as anybody could start them by hand."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--quiet", "--app", "shop.celery"]
    web = ["granian", "--interface", "wsgi", "--log-level", "warning", "--no-ws"]
    web += ["--host", settings.HOST, "--port", str(settings.PORT)]
    web += ["--workers", str(settings.WEB_WORKERS)]
    web += ["--blocking-threads", str(settings.WEB_THREADS)]
    web += ["--respawn-failed-workers", "--workers-kill-timeout", "5"]
    quiet = ["--loglevel", "WARNING"]
    worker = ["worker", "--pool", "solo", *quiet]
    beat = ["beat", "--schedule", str(settings.SHOP_VAR / "beat"), "--pidfile=", *quiet]
    return {
        "web": [*python, *web, "shop.wsgi:application"],
        "worker": [*celery, *worker, "--without-gossip", "--without-mingle"],
        "beat": [*celery, *beat],
    }


def greeting() -> str:
    rows = [
        ("Shop", f"{settings.LOCAL_URL}/"),
        ("Admin", f"{settings.LOCAL_URL}/admin/"),
    ]
    if settings.LAN_URL:
        rows.append(("On a phone", f"{settings.LAN_URL}/"))
    if not settings.IN_PRODUCTION:
        rows += [
            ("Merchant", "owner@example.com"),
            ("Staff", "clerk@example.com"),
            ("Shoppers", "mei@example.com, tom@example.com"),
            ("Password", settings.DEMO_PASSWORD),
            ("Mail, SMS", str(settings.OUTBOX_DIR)),
        ]
    lines = "\n".join(f"    {name:<12}{text}" for name, text in rows)
    return GREETING.format(name="Ondwell", lines=lines)
