"""A crowd for a flash sale's pieces, beside a bare transaction on one hot row.

Three contests of the same processes and threads:

hot row  what any shop does at least: one UPDATE that counts one row down, and a commit
claims   the sale alone: what each check-out asks first, then a claim of a piece
orders   the whole `place_order`, each buyer with a basket that has the flash line
"""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import F, Sum

from cart.models import Cart, CartLine
from cart.services import buy_through_deal
from orders.models import Order, OrderLine
from orders.services import Checkout
from promotions.flash_sales.claiming import Wish, claim_pieces
from promotions.flash_sales.models import (
    FlashClaim,
    FlashItem,
    FlashSale,
    FlashShopper,
)
from promotions.flash_sales.planning import ItemPlan, plan_session
from promotions.flash_sales.running import open_session
from promotions.flash_sales.selectors import flash_terms
from promotions.registry import turn_away
from promotions.wishes import Deal, Shopper, Wanted
from shop.bench.buyers import SOLD, as_seen, buy, make_variant
from shop.bench.multiply import multiply_orders
from shop.bench.rush import Rush, Width, rush
from shop.kernel.clock import now

HOT = 2000  # transactions on the bare row
BEFORE = 20  # orders of an earlier sale
TIMES = 200  # and so often as many, and as many shoppers of it
PRICE = Decimal(20)
AT_ONCE = 500  # rows in one INSERT


def measure(*, buyers: int, pieces: int, processes: int, threads: int) -> list[str]:
    """Lines to print.  On a database of its own."""
    width = Width(processes=processes, threads=threads)
    _sell_before()
    hot, claimed, ordered = (_item(number) for number in (HOT, pieces, pieces))
    checkouts, crowd = _checkouts(ordered, buyers), _crowd(buyers, pieces, width)
    bare = rush(lambda _: _count_down(hot.pk), range(HOT), width)
    claims = rush(lambda number: _claim(claimed, number), range(buyers), width)
    orders = rush(buy, checkouts, width)
    return [
        crowd,
        _line(
            "hot row",
            f"{bare.a_second:.0f} bare transactions a second: one UPDATE that counts "
            f"one row down, and a commit; {bare.spent / HOT:.2f} ms of processors each",
        ),
        *_lines("claims", claims, claimed, bare=bare),
        *_lines("orders", orders, ordered, bare=bare),
        _line("", f"{Order.objects.filter(lines__deal_id=ordered.pk).count()} orders"),
    ]


def _sell_before() -> None:
    """A shop that sells for the first time is no measure: its processes have put no
    statement together yet, and its database believes every table to be empty."""
    item = _item(BEFORE)
    for checkout in _checkouts(item, BEFORE, name="before"):
        buy(checkout)
    OrderLine.objects.update(cart_line_id=None)  # of a copy it would be another's
    FlashShopper.objects.bulk_create(
        (
            FlashShopper(item=item, shopper=f"before-{number}", taken=0)
            for number in range(BEFORE * TIMES)
        ),
        AT_ONCE,
    )
    multiply_orders(times=TIMES, now=now())


def _crowd(buyers: int, pieces: int, width: Width) -> str:
    return _line(
        "crowd",
        f"{buyers} for {pieces}, {width.processes} processes × {width.threads} threads, "
        f"{connection.vendor}{_durability()}",
    )


def _lines(name: str, rushed: Rush, item: FlashItem, *, bare: Rush) -> list[str]:
    item.refresh_from_db()
    answers, pieces = rushed.answers, item.set_aside
    live = Sum(F("quantity") - F("returned"))
    sold = FlashClaim.objects.filter(item=item).aggregate(sum=live)["sum"] or 0
    over, under = max(sold - pieces, 0), max(min(pieces, len(answers)) - sold, 0)
    return [
        _line(
            name,
            f"{rushed.a_second:.0f} buyers answered a second, all of them within "
            f"{rushed.seconds:.1f} s: {rushed.a_second / bare.a_second:.1f} × the bare "
            f"hot row; {rushed.spent / len(answers):.2f} ms of processors each",
        ),
        _line(
            "",
            f"sold {sold}, over {over}, under {under}, left {item.unclaimed}; told "
            f"{dict(Counter(answer.told for answer in answers))}",
        ),
        _line("", f"in their turn {_waits([answer.took for answer in answers])}"),
        _line("", f"since all came {_waits([answer.waited for answer in answers])}"),
    ]


def _line(name: str, words: str) -> str:
    return f"{name:<9} {words}"


def _waits(seconds: list[float]) -> str:
    ranked = sorted(seconds)
    half, most = (ranked[len(ranked) * percent // 100] for percent in (50, 99))
    return f"median {half * 1000:.0f} ms, p99 {most * 1000:.0f} ms"


def _durability() -> str:
    """Whether a commit outlives a power cut is most of what it costs."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        return f", fsync {cursor.fetchone()[0]}"


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


def _count_down(pk: int) -> str:
    with transaction.atomic():
        left = FlashItem.objects.filter(pk=pk, unclaimed__gt=0)
        return "done" if left.update(unclaimed=F("unclaimed") - 1) else "nothing left"


def _claim(item: FlashItem, number: int) -> str:
    shopper, deal = Shopper(phone=f"+86139{number:08}"), Deal(kind="flash", id=item.pk)
    moment = now()
    turn_away(lambda: [deal])
    wanted = Wanted(
        key=0,
        variant_id=item.variant_id,
        product_id=0,
        quantity=1,
        price=PRICE,
        list_price=PRICE,
        deal=deal,
    )
    if code := flash_terms([wanted], shopper, moment)[0].problem_code:
        return code
    wish = Wish(item_id=item.pk, variant_id=item.variant_id, quantity=1)
    claim_pieces(
        order_number=f"B{number}", shopper=shopper.key, wishes=[wish], now=moment
    )
    return SOLD


def _checkouts(item: FlashItem, buyers: int, *, name: str = "flash") -> list[Checkout]:
    """One shopper goes the whole way; the others' baskets are his."""
    moment, deal = now(), Deal(kind="flash", id=item.pk)
    first = Cart.objects.create(token=name)
    line = buy_through_deal(
        cart_id=first.pk,
        variant_id=item.variant_id,
        quantity=1,
        deal=deal,
        now=moment,
    )
    seen = as_seen(first, number=0, moment=moment)
    carts = Cart.objects.bulk_create(
        (Cart(token=f"{name}-{number}") for number in range(buyers)), AT_ONCE
    )
    lines = CartLine.objects.bulk_create(
        (
            CartLine(
                cart=cart,
                variant_id=line.variant_id,
                quantity=1,
                seen_price=line.seen_price,
                added_at=moment,
                deal_kind=deal.kind,
                deal_id=deal.id,
            )
            for cart in carts
        ),
        AT_ONCE,
    )
    return [
        replace(
            seen,
            cart_id=line.cart_id,
            lines={line.pk: 1},
            address={**seen.address, "phone": f"+86138{item.pk:02}{number:06}"},
            email=f"{name}-{number}@example.com",
        )
        for number, line in enumerate(lines)
    ]
