"""The shop as it really runs: a web server in processes of its own, on its own data."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import requests
from django.conf import settings
from django.test import override_settings

from shop.management.commands.up import commands
from tests.architecture.source import ROOT

PATIENCE_SECONDS = 60
MOST_SWEEPS = 5
SWEEP = [sys.executable, "manage.py", "sweep", "--loop", "--every=1"]
CARRIED = ("static", "media", "secret_key", "bundles")


@dataclass
class ShopProcess:
    """A demo shop in `var`; `environment` is what steers it, such as REDIS_URL."""

    var: Path
    database_url: str
    environment: dict[str, str] = field(default_factory=dict)
    port: int = 0
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def whole_environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "SHOP_VAR": str(self.var),
            "DATABASE_URL": self.database_url,
            "PORT": str(self.port),
            **self.environment,
        }

    def manage(self, *command: str) -> str:
        """What a command says; it has to succeed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.whole_environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}{done.stderr}"
        return done.stdout

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """What stands in its tables."""
        if settings.ON_SQLITE:
            with closing(sqlite3.connect(_file_of(self.var))) as database:
                return database.execute(query).fetchall()
        with psycopg.connect(self.database_url) as database:
            return database.execute(query.encode()).fetchall()

    def sweep_until(self, *queries: str) -> None:
        """No worker runs.  A stored message rests for seconds before a sweep takes it,
        so these sweeps are a little ahead of the clock."""
        self.environment["CLOCK_AHEAD_SECONDS"] = "10"
        for _ in range(MOST_SWEEPS):
            self.manage("sweep")
            if all(self.says(query) for query in queries):
                break
        else:
            raise AssertionError([query for query in queries if not self.says(query)])
        del self.environment["CLOCK_AHEAD_SECONDS"]

    def says(self, query: str) -> bool:
        """Is there a row, and is every one true?"""
        rows = self.ask(query)
        return bool(rows) and all(row[0] for row in rows)

    def start(self, *names: str) -> None:
        """`web`, `worker`, `beat`, as `manage.py up` starts them; `sweep` instead of
        the latter two."""
        self.port = self.port or free_port()
        with override_settings(SHOP_VAR=self.var, HOST="127.0.0.1", PORT=self.port):
            plan = commands() | {"sweep": SWEEP}
        for name in names:
            with (self.var / f"{name}.log").open("ab") as log:
                process = subprocess.Popen(
                    plan[name],
                    cwd=ROOT,
                    env=self.whole_environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
            self._running.append(process)
        if "web" in names:
            self._wait_until_it_answers()

    def stop(self) -> None:
        for process in self._running:
            process.terminate()
        for process in self._running:
            process.wait(30)
        self._running.clear()

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                if requests.get(f"{self.url}/readyz", timeout=5).ok:
                    return
            except requests.RequestException:
                time.sleep(0.1)
        raise AssertionError((self.var / "web.log").read_text()[-2000:])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# --- a filled shop, made once and copied ----------------------------------------------


def make_template(var: Path) -> ShopProcess:
    """Migrated, filled with the demo range, its static files collected."""
    shop = ShopProcess(var=var, database_url=make_database(var))
    for command in ("migrate", "collectstatic"):
        shop.manage(command, "--no-input", "--verbosity=0")
    shop.manage("demo")
    return shop


def copy_of(template: ShopProcess, var: Path) -> ShopProcess:
    for name in CARRIED:
        if (template.var / name).is_dir():
            (var / name).symlink_to(template.var / name)
        else:
            shutil.copy(template.var / name, var / name)
    if settings.ON_SQLITE:
        shutil.copy(_file_of(template.var), _file_of(var))
        return ShopProcess(var=var, database_url=f"sqlite:///{_file_of(var)}")
    return ShopProcess(var=var, database_url=make_database(var, like=template))


def make_database(var: Path, *, like: ShopProcess | None = None) -> str:
    """Where the run is on PostgreSQL: one more database on the same server."""
    if settings.ON_SQLITE:
        return f"sqlite:///{_file_of(var)}"
    name = _database_name(var)
    template = f' TEMPLATE "{_database_name(like.var)}"' if like else ""
    _on_the_server(f'CREATE DATABASE "{name}"{template}')
    known = settings.DATABASES["default"]
    who = quote(known["USER"])
    password = f":{quote(known['PASSWORD'])}" if known["PASSWORD"] else ""
    where = f"{known['HOST']}:{known['PORT'] or 5432}"
    return f"postgres://{who}{password}@{where}/{name}"


def drop_database(shop: ShopProcess) -> None:
    if not settings.ON_SQLITE:
        _on_the_server(f'DROP DATABASE "{_database_name(shop.var)}" WITH (FORCE)')


def _file_of(var: Path) -> Path:
    return var / "shop.sqlite3"


def _database_name(var: Path) -> str:
    return f"shop_process_{os.getpid()}_{var.name}".lower().replace("-", "_")


def _on_the_server(statement: str) -> None:
    known = settings.DATABASES["default"]
    with psycopg.connect(
        host=known["HOST"],
        port=known["PORT"] or 5432,
        user=known["USER"],
        password=known["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    ) as server:
        server.execute(statement.encode())
