"""A crowd for a flash sale's pieces, beside a bare transaction on one hot row.

What is measured is what the crowd contends for: each buyer asks what the sale says of
his line, as every check-out does before it starts, and claims a piece if there is one.
The order's own rows are nobody else's and are not written here.
"""

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, connections, transaction
from django.db.models import F

from promotions.flash_sales.claiming import claim_pieces
from promotions.flash_sales.models import FlashClaim, FlashItem, FlashSale
from promotions.flash_sales.planning import ItemPlan, plan_session
from promotions.flash_sales.running import open_session
from promotions.flash_sales.selectors import flash_terms
from promotions.wishes import Deal, Shopper, Wanted
from shop.bench.buyers import make_variant
from shop.kernel.clock import now
from shop.kernel.errors import DomainError
from shop.kernel.retry import retried

FORK = multiprocessing.get_context("fork")
HOT = 2000  # transactions on the bare row
Answer = tuple[str, float]
Buy = Callable[[int], str]


def measure(*, buyers: int, pieces: int, processes: int, threads: int) -> list[str]:
    """Lines to print.  On a database of its own."""
    item = _item(pieces)
    hot = _item(HOT)
    width = {"processes": processes, "threads": threads}
    bare, bare_seconds = _rush(lambda _: _bare(hot.pk), range(HOT), **width)
    told, seconds = _rush(lambda number: _buy(item, number), range(buyers), **width)
    sold, count = FlashClaim.objects.filter(item=item).count(), Counter(_words(told))
    waits = sorted(wait for _, wait in told)
    rate, bare_rate = buyers / seconds, len(bare) / bare_seconds
    return [
        (
            f"crowd     {buyers} for {pieces}, {processes} processes × {threads} threads, "
            f"{connection.vendor}"
        ),
        f"sold      {sold}; over {max(sold - pieces, 0)}, under {max(pieces - sold, 0)}",
        f"told      {dict(count)}",
        f"answered  {rate:.0f} buyers a second, all within {seconds:.1f} s",
        (
            f"waits     median {waits[len(waits) // 2] * 1000:.0f} ms, "
            f"p99 {waits[len(waits) * 99 // 100] * 1000:.0f} ms"
        ),
        (
            f"hot row   {bare_rate:.0f} bare transactions a second in the same run: "
            f"{rate / bare_rate:.1f} ×"
        ),
    ]


def _words(told: Sequence[Answer]) -> list[str]:
    return [word for word, _ in told]


def _item(pieces: int) -> FlashItem:
    """Of a session that is on."""
    variant, moment = make_variant(pieces), now()
    sale = FlashSale.objects.create(name="Bench")
    session = plan_session(
        sale_id=sale.pk,
        starts_at=moment,
        ends_at=moment + timedelta(hours=1),
        plans=[ItemPlan(variant_id=variant.pk, price=Decimal(5), allotment=pieces)],
        now=moment,
    )
    open_session(session_id=session.pk, now=moment)
    return session.items.get()


def _buy(item: FlashItem, number: int) -> str:
    shopper = Shopper(phone=f"+86139{number:08}")
    deal = Deal(kind="flash", id=item.pk)
    wanted = Wanted(
        key=0,
        variant_id=item.variant_id,
        product_id=0,
        quantity=1,
        price=Decimal(20),
        list_price=Decimal(20),
        deal=deal,
    )
    moment = now()
    if code := flash_terms([wanted], shopper, moment)[0].problem_code:
        return code
    try:
        retried(
            lambda: claim_pieces(
                order_number=f"B{number}",
                shopper=shopper.key,
                pieces={item.pk: 1},
                now=moment,
            )
        )
    except DomainError as error:
        return type(error).__name__
    return "sold"


def _bare(pk: int) -> str:
    """What any shop does at least: one row counts down, one transaction each."""
    with transaction.atomic():
        left = FlashItem.objects.filter(pk=pk, unclaimed__gt=0)
        left.update(unclaimed=F("unclaimed") - 1)
    return "done"


def _rush(
    buy: Buy, numbers: Sequence[int], *, processes: int, threads: int
) -> tuple[list[Answer], float]:
    """Everybody's answer, and the seconds until the last had his."""
    connections.close_all()  # a fork must not share its parent's connection
    gate: Any = FORK.Barrier(processes + 1)
    results: Any = FORK.SimpleQueue()
    children = [
        FORK.Process(
            target=_share, args=(buy, numbers[start::processes], threads, gate, results)
        )
        for start in range(processes)
    ]
    for child in children:
        child.start()
    gate.wait()
    started = time.perf_counter()
    answers = [answer for _ in children for answer in results.get()]
    seconds = time.perf_counter() - started
    for child in children:
        child.join()
    return answers, seconds


def _share(
    buy: Buy, numbers: Sequence[int], threads: int, gate: Any, results: Any
) -> None:
    def timed(number: int) -> Answer:
        started = time.perf_counter()
        told = buy(number)
        return told, time.perf_counter() - started

    with ThreadPoolExecutor(
        threads, initializer=lambda: connections["default"].ensure_connection()
    ) as pool:
        list(pool.map(time.sleep, [0.01] * threads))  # every thread is connected
        gate.wait()
        results.put(list(pool.map(timed, numbers)))
