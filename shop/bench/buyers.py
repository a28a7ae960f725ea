"""A crowd that wants what is scarce: how many got it, and how long everybody waited."""

import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import count

from cart.models import Cart, ShippingRate
from cart.selectors import cart_page, way_to
from cart.services import add_to_cart, cart_for
from catalog.models import Product, Variant
from catalog.services import add_variant, receive_stock
from orders.models import Order
from orders.services import Checkout, place_order
from shop.bench.rush import Width, rush
from shop.kernel.clock import now

SOLD, SOLD_OUT = "sold", "OutOfStock"
_numbers = count(1)


@dataclass(kw_only=True)
class Tally:
    """What all rounds came to."""

    wanted: int = 0
    sold: int = 0
    over: int = 0
    under: int = 0
    seconds: float = 0
    told: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)

    @property
    def errors(self) -> dict[str, int]:
        """What anybody was told that was not "sold out"."""
        return {k: n for k, n in self.told.items() if k not in (SOLD, SOLD_OUT)}

    @property
    def orders_a_second(self) -> float:
        return self.sold / self.seconds if self.seconds else 0

    def wait(self, percent: int) -> float:
        """Milliseconds within which so many percent had their answer."""
        waits = sorted(self.waits)
        return waits[min(len(waits) * percent // 100, len(waits) - 1)] * 1000


def run_round(
    tally: Tally, *, buyers: int, pieces: int, processes: int, threads: int
) -> None:
    """`buyers` guests want one of `pieces`, all at once."""
    variant = make_variant(pieces)
    checkouts = [make_checkout(variant) for _ in range(buyers)]
    started = time.perf_counter()
    rushed = rush(buy, checkouts, Width(processes=processes, threads=threads))
    tally.seconds += time.perf_counter() - started
    tally.told.update(answer.told for answer in rushed.answers)
    tally.waits += [answer.took for answer in rushed.answers]
    sold, wanted = (
        Order.objects.filter(lines__variant=variant).count(),
        min(buyers, pieces),
    )
    variant.refresh_from_db()
    tally.sold, tally.wanted = tally.sold + sold, tally.wanted + wanted
    tally.over += max(sold - pieces, 0) + abs(variant.reserved - sold)
    tally.under += max(wanted - sold, 0)


def buy(checkout: Checkout) -> str:
    place_order(checkout=checkout, now=now())
    return SOLD


def make_variant(pieces: int) -> Variant:
    number, moment = next(_numbers), now()
    product = Product.objects.create(
        slug=f"bench-{number}", name=f"Bench {number}", status=Product.Status.ACTIVE
    )
    variant = add_variant(
        product_id=product.pk,
        value_ids=(),
        price=Decimal(20),
        now=moment,
        sku=f"BENCH-{number}",
    )
    receive_stock(variant_id=variant.pk, quantity=pieces, now=moment)
    return variant


def make_checkout(variant: Variant) -> Checkout:
    number, moment = next(_numbers), now()
    cart = cart_for(owner_id=None, token=f"bench-{number}")
    add_to_cart(cart_id=cart.pk, variant_id=variant.pk, quantity=1, now=moment)
    return as_seen(cart, number=number, moment=moment)


def as_seen(cart: Cart, *, number: int, moment: datetime) -> Checkout:
    """What a guest who looks at this basket would submit."""
    ShippingRate.objects.get_or_create(
        code="bench", defaults={"name": "Bench", "fee": Decimal(12)}
    )
    address = {
        "name": "Bench",
        "phone": f"+86139{number:08}",
        "country": "CN",
        "detail": "1 Lake Road",
    }
    page = cart_page(cart, now=moment, way=way_to(address, code="bench"))
    return Checkout(
        cart_id=cart.pk,
        owner_id=None,
        lines={line.line_id: line.quantity for line in page.selected},
        address=address,
        email=f"bench-{number}@example.com",
        shipping_code="bench",
        seen_total=page.quote.total,
        language="en",
    )
