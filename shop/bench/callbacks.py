"""A thousand callbacks of one gateway: repeated, out of order, forged, of wrong sums,
and too early.  How long the answers take, and whether the books are exact afterwards.
"""

import logging
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from itertools import count as counted
from pathlib import Path

from django.db import connection, connections
from django.db.models import F
from django.test import Client, override_settings
from django.urls import reverse

from orders.services import place_order
from payments.jobs import settle_stored_events
from payments.models import GatewayEvent, MoneyCase, PaymentAttempt, Refund
from payments.services import open_attempt
from payments.states import AttemptStatus
from shop.bench.buyers import Tally, make_checkout, make_variant
from shop.bench.callers import CALLERS, Caller, News
from shop.kernel.clock import now
from shop.laws.book import examine_all

REPEATED, REORDERED, FORGED, WRONG, EARLY = 30, 20, 5, 5, 2  # of a hundred
SEED = 20261127
ONE = Decimal(1)
_numbers = counted(1)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One callback, and whether the shop is to thank for it, refuse it, or ask for it
    again (404: its row is not there yet)."""

    news: News
    expected: int = 200
    is_forged: bool = False


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`early` ones come first, before the rows that they are about."""

    early: Sequence[Delivery]
    rest: Sequence[Delivery]
    right: int
    wrong: int

    @property
    def events(self) -> int:
        """So many different genuine ones."""
        genuine = [one for one in (*self.early, *self.rest) if not one.is_forged]
        return len({one.news.event for one in genuine})


def run(*, gateway: str, count: int, threads: int, say: Callable[..., None]) -> bool:
    """In the configured shop, whose rows stay.  Were all answers and books right?"""
    caller, forger = CALLERS[gateway](), CALLERS[gateway]()
    with (
        _quiet(),
        tempfile.TemporaryDirectory() as folder,
        override_settings(**caller.settings(Path(folder))),
    ):
        plan = make_plan(gateway, count)
        post = Post(gateway=gateway, caller=caller, forger=forger)
        with hidden([one.news.number for one in plan.early]):
            post.all(plan.early, threads=threads)
        post.all(plan.rest, threads=threads)
        while settle_stored_events(now() + timedelta(minutes=1)):
            pass
    books = look(gateway, plan)
    say(*post.told(), *(f"{name:<9} {words}" for name, words in books.items()))
    return not post.odd and all(words.startswith("exact") for words in books.values())


def make_plan(gateway: str, count: int) -> Plan:
    """Orders with open attempts, and what the gateway says of them."""
    repeated, reordered, forged, wrong, early = (
        count * percent // 100
        for percent in (REPEATED, REORDERED, FORGED, WRONG, EARLY)
    )
    right = count - (repeated + reordered + forged + wrong + early)
    paid = [_news(gateway) for _ in range(right + wrong)]
    paid[right:] = [replace(one, amount=one.amount - ONE) for one in paid[right:]]
    dice = random.Random(SEED)  # noqa: S311 (the same each time)
    rest = [Delivery(news=one) for one in paid]
    rest += [Delivery(news=one) for one in dice.choices(paid, k=repeated)]
    rest += [Delivery(news=_older(one)) for one in dice.choices(paid, k=reordered)]
    rest += [_forgery(one) for one in dice.choices(paid, k=forged)]
    dice.shuffle(rest)
    return Plan(
        early=[Delivery(news=one, expected=404) for one in paid[:early]],
        rest=rest,
        right=right,
        wrong=wrong,
    )


@contextmanager
def hidden(numbers: Sequence[str]) -> Iterator[None]:
    """As if the rows of these attempts were not committed yet."""
    attempts = PaymentAttempt.objects.all()
    for number in numbers:
        attempts.filter(out_trade_no=number).update(out_trade_no=f"-{number}")
    yield
    for number in numbers:
        attempts.filter(out_trade_no=f"-{number}").update(out_trade_no=number)


@dataclass(kw_only=True)
class Post:
    """Brings callbacks to the shop as its web server would, several at a time."""

    gateway: str
    caller: Caller
    forger: Caller
    odd: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    tally: Tally = field(default_factory=Tally)

    def all(self, deliveries: Sequence[Delivery], *, threads: int) -> None:
        with ThreadPoolExecutor(threads) as pool:
            shares = [deliveries[start::threads] for start in range(threads)]
            list(pool.map(self._share, shares))

    def _share(self, deliveries: Sequence[Delivery]) -> None:
        try:
            for one in deliveries:
                self._bring(one)
        finally:
            connections.close_all()

    def _bring(self, one: Delivery) -> None:
        call = (self.forger if one.is_forged else self.caller).call(one.news)
        started = time.perf_counter()
        answer = Client(raise_request_exception=False).post(
            reverse("payments:callback", args=[self.gateway]),
            call.body,
            content_type=call.kind,
            headers=call.headers,
        )
        self.tally.waits.append(time.perf_counter() - started)
        self.statuses[answer.status_code] += 1
        thanked = 200 if answer.status_code == 204 else answer.status_code
        if thanked != one.expected:
            self.odd.append(f"{answer.status_code} instead of {one.expected}")

    def told(self) -> list[str]:
        statuses = (f"{code} × {n}" for code, n in sorted(self.statuses.items()))
        wait = self.tally.wait
        waits = f"p50 {wait(50):.0f} ms, p95 {wait(95):.0f} ms, max {wait(100):.0f} ms"
        return [
            f"callbacks {len(self.tally.waits)} of {self.gateway}, {connection.vendor}",
            f"answers   {waits}",
            f"statuses  {', '.join(statuses)}; not as expected: {self.odd[:3] or 0}",
        ]


def look(gateway: str, plan: Plan) -> dict[str, str]:
    """What the books say, each line beginning with “exact” if it is."""
    mine = PaymentAttempt.objects.filter(gateway=gateway)
    found = {
        "paid": (mine.filter(settles=True, captured=F("amount")).count(), plan.right),
        "disputed": (mine.filter(status=AttemptStatus.DISPUTED).count(), plan.wrong),
        "attempts": (mine.count(), plan.right + plan.wrong),
        "cases": (MoneyCase.objects.filter(attempt__in=mine).count(), plan.wrong),
        "refunds": (Refund.objects.filter(attempt__in=mine).count(), 0),
        "events": (GatewayEvent.objects.filter(gateway=gateway).count(), plan.events),
        "undone": (GatewayEvent.objects.filter(processed_at=None).count(), 0),
        "laws": (sum(one.is_breach for one in examine_all(now())), 0),
    }
    return {
        name: f"{'exact' if is_there == wanted else 'WRONG'}: {is_there} of {wanted}"
        for name, (is_there, wanted) in found.items()
    }


@contextmanager
def _quiet() -> Iterator[None]:
    """Forgeries and wrong sums are logged one by one, and here they are meant."""
    logging.disable(logging.ERROR)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _news(gateway: str) -> News:
    """Of an order that waits for its money."""
    moment = now()
    order = place_order(checkout=make_checkout(make_variant(1)), now=moment).order
    attempt = open_attempt(order_id=order.pk, gateway=gateway, now=moment)
    return News(
        event=f"E{attempt.pk}",
        number=attempt.out_trade_no,
        trade=f"T{attempt.pk}",
        amount=attempt.amount,
    )


def _older(news: News) -> News:
    """What was said before it was paid, and arrives whenever it does."""
    return replace(news, event=f"{news.event}-{next(_numbers)}", is_paid=False)


def _forgery(news: News) -> Delivery:
    false = replace(
        news, event=f"{news.event}-{next(_numbers)}", trade=f"X{news.trade}"
    )
    return Delivery(news=false, expected=403, is_forged=True)
