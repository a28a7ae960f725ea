"""A shop of real processes with a database of its own, to be killed."""

import os
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from accounts.models import OutboxMessage
from accounts.services.outbox import message_id_of
from cart.models import CartLine
from catalog.models import Variant
from orders.models import Order
from payments.models import DemoRefund, DemoTrade, GatewayEvent, PaymentAttempt, Refund
from promotions.models import Coupon
from shop.kernel.clock import now
from shop.management.commands.up import commands
from shop.supervisor import listens
from tests.architecture.source import ROOT
from tests.cart.factories import make_rate
from tests.catalog.factories import make_variant
from tests.faults.kill_child import live, manage, serve
from tests.faults.kill_nursery import Child, open_nursery

PATIENCE_SECONDS = 90
PIECES = 500
Words = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything that a purchase leaves behind.  Mails are named by their occasion."""

    orders: Words = ()
    basket: int = 0
    reserved: int = 0
    attempts: Words = ()
    trades: Words = ()
    events: Words = ()
    refunds: Words = ()
    bank_refunds: int = 0
    coupons: Words = ()
    told: Words = ()
    owed: Words = ()


def read_facts() -> Facts:
    return Facts(
        orders=_all(Order, "status"),
        basket=CartLine.objects.count(),
        reserved=Variant.objects.get().reserved,
        attempts=_all(PaymentAttempt, "status"),
        trades=_all(DemoTrade, "status"),
        events=tuple(
            "done" if processed_at else "waiting"
            for processed_at in _all(GatewayEvent, "processed_at")
        ),
        refunds=_all(Refund, "status"),
        bank_refunds=DemoRefund.objects.count(),
        coupons=_all(Coupon, "status"),
        told=_occasions(is_owed=False),
        owed=_occasions(is_owed=True),
    )


def check_facts(expected: Facts) -> None:
    found, wanted = asdict(read_facts()), asdict(expected)
    wrong = [
        f"{k}: {found[k]}, not {wanted[k]}" for k in found if found[k] != wanted[k]
    ]
    assert not wrong, "; ".join(wrong)


def _all(model: type, column: str) -> Words:
    return tuple(model.objects.order_by("pk").values_list(column, flat=True))


def _occasions(*, is_owed: bool) -> Words:
    messages = OutboxMessage.objects.filter(done_at__isnull=is_owed).order_by("pk")
    return tuple(
        key.rpartition("-")[2] for key in messages.values_list("key", flat=True)
    )


@dataclass
class Shop:
    """`told` is what else its processes find in their environment, `guard` names what
    is broken in them (`kill_guards`).
    """

    var: Path
    told: dict[str, str] = field(default_factory=dict)
    guard: str = ""
    running: list[Child | subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def serve(self, failpoint: str = "") -> Child:
        """Start the web process.  Visitors wait until it is there."""
        return self.start(serve, self.socket, FAILPOINT=failpoint)

    def sweep(self, failpoint: str = "", *, ahead: int = 120) -> int:
        """`manage.py sweep` at a later time; returns its exit code."""
        when = {"FAILPOINT": failpoint, "CLOCK_AHEAD_SECONDS": str(ahead)}
        return self.start(manage, "sweep", **when).wait(PATIENCE_SECONDS)

    def serve_as_up(self, failpoint: str = "", *, workers: int) -> None:
        """The web server as `manage.py up` starts it, on the same address."""
        port = self.socket.getsockname()[1]
        self.socket.close()
        with override_settings(HOST="127.0.0.1", PORT=port, WEB_WORKERS=workers):
            program = commands()["web"]
        with (self.var / "log").open("ab") as log:
            process = subprocess.Popen(
                program,
                cwd=ROOT,
                env=self.environment(FAILPOINT=failpoint),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.running.append(process)
        wait_until(lambda: listens("127.0.0.1", port))

    def stop(self) -> None:
        for process in self.running:
            process.terminate()
            process.wait(PATIENCE_SECONDS)
        self.running.clear()

    def close(self) -> None:
        self.stop()
        self.socket.close()

    def deliveries(self) -> Counter[str]:
        """How often each mail left the house, by its id."""
        files = (self.var / "outbox" / "mail").glob("*.log")
        lines = (line for file in files for line in file.read_text().splitlines())
        name = "Message-ID: "
        return Counter(
            line.removeprefix(name) for line in lines if line.startswith(name)
        )

    def environment(self, **more: str) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "tests.faults.kill_settings",
            "DATABASE_URL": database_url(),
            "SHOP_VAR": str(self.var),
            "SHOP_ENV": "development",
            "SECRET_KEY": settings.SECRET_KEY,
            "SITE_URL": self.url,
            "PAYMENT_NOTIFY_BASE_URL": self.url,
            "PAYMENT_HTTP_TIMEOUT": "5",
            "DEMO_GATEWAY_SECRET": settings.DEMO_GATEWAY_SECRET,
            "DEMO_BANK_URL": "",
            "REDIS_URL": "",
            "EMAIL_URL": "filemail://",
            **more,
        }

    def start(self, deed: Callable[..., None], *given: Any, **more: str) -> Child:
        open_nursery(self.environment())
        environment = self.environment(**self.told, **more)
        child = Child(target=live, args=(environment, self.guard, deed, *given))
        child.start()
        self.running.append(child)
        return child


def wait_until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def was_killed(code: int) -> bool:
    return code == -signal.SIGKILL


def check_ledger() -> None:
    """The command that a merchant runs.  Exits where a law is broken."""
    said, complaint = StringIO(), StringIO()
    try:
        call_command("check_ledger", stdout=said, stderr=complaint)
    except SystemExit:
        raise AssertionError(said.getvalue()) from None


def check_no_double_effect(shop: Shop, *, copies: int = 1) -> None:
    """`copies`: so often may a mail leave, under one id, that was on its way."""
    settling = PaymentAttempt.objects.filter(settles=True).count()
    paid = Order.objects.exclude(paid_at=None).count()
    assert settling == paid, "an order was settled twice"
    numbers = set(Refund.objects.values_list("number", flat=True))
    at_bank = list(DemoRefund.objects.values_list("number", flat=True))
    assert len(at_bank) == len(numbers & set(at_bank)), "a refund of our number twice"
    sent = OutboxMessage.objects.exclude(done_at=None)
    mails = {message_id_of(message) for message in sent}
    deliveries = shop.deliveries()
    assert set(deliveries) == mails, "what was told is not what was sent"
    assert sum(deliveries.values()) == len(mails) + copies - 1, "a mail left twice"


# --- databases ----------------------------------------------------------------------


def database_url() -> str:
    facts = connection.settings_dict
    user, password = quote(facts["USER"]), quote(facts["PASSWORD"])
    where = f"{facts['HOST'] or 'localhost'}:{facts['PORT'] or 5432}"
    return f"postgres://{user}:{password}@{where}/{facts['NAME']}"


def make_database(name: str, *, like: str) -> None:
    on_the_server(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')


def drop_databases(names: list[str]) -> None:
    """All at once: the first waits for a checkpoint, the others don't."""
    on_the_server(*(f'DROP DATABASE "{name}" WITH (FORCE)' for name in names))
    names.clear()


def on_the_server(*statements: str) -> None:
    """Outside any of its databases, however long it takes."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        for statement in ("SET statement_timeout = 0", *statements):
            cursor.execute(statement)


@contextmanager
def looking_at(name: str) -> Iterator[None]:
    """This process reads and writes another database than its own."""
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


def fill() -> None:
    """One article and one way to deliver it."""
    make_variant(on_hand=PIECES, now=now())
    make_rate()
