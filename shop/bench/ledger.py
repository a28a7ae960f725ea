"""How long the laws take to be read in a shop with many orders."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import OperationalError, connection

from orders.models import Order
from shop.bench.multiply import multiply_orders
from shop.bench.throwaway import throwaway_shop
from shop.laws.book import book
from shop.laws.law import examine

AIM_SECONDS = 10


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One law, how long it took, and what came of it."""

    name: str
    seconds: float
    outcome: str


def measure(*, orders: int, say: Callable[[str], None], now: datetime) -> None:
    """In a throwaway demo shop whose orders are multiplied."""
    with throwaway_shop() as environment:
        _fill(environment)
        started = time.perf_counter()
        multiply_orders(times=orders // Order.objects.count(), now=now)
        say(
            f"filled    {Order.objects.count()} orders, {connection.vendor}, "
            f"{time.perf_counter() - started:.0f} s"
        )
        readings = list(read_laws(now))
    for reading in sorted(readings, key=lambda one: -one.seconds):
        say(f"{reading.seconds:8.2f} s  {reading.name:<40} {reading.outcome}")
    total = sum(reading.seconds for reading in readings)
    say(f"{total:8.2f} s  {len(readings)} laws together; the aim is {AIM_SECONDS} s")


def read_laws(now: datetime) -> Iterator[Reading]:
    """Each under the time-out that every statement of the shop has."""
    for law in book.values():
        started = time.perf_counter()
        try:
            found = examine(law, now)
        except OperationalError as error:
            outcome = f"STOPPED: {str(error).splitlines()[0]}"
        else:
            outcome = f"{found.count} × broken" if found.count else "holds"
        yield Reading(
            name=law.name, seconds=time.perf_counter() - started, outcome=outcome
        )


def _fill(environment: dict[str, str]) -> None:
    """Pictures and mails land in the throwaway folder, so another process does it.

    Without campaigns: what they hold for an order is not multiplied with it."""
    subprocess.run(
        [sys.executable, "manage.py", "demo", "--no-campaigns"],
        cwd=settings.BASE_DIR,
        env=os.environ | environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
