"""What a shopper confirms at the check-out.  Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.conf import settings

from orders.states import OrderKind
from promotions.wishes import NO_WISH, Shopper, Wish

Prices = Mapping[int, Decimal]


@dataclass(frozen=True, kw_only=True)
class Checkout:
    """`lines` are `{cart line id: quantity seen}`; `seen_total` is compared, never
    charged.  `staff_id` wrote it down by phone.

    Where the shopper was shown no more than goods, `seen_prices` are what a piece of
    each line cost there and `seen_total` is theirs alone; `lines` then win over the
    basket's own numbers, which may still be on their way."""

    cart_id: int
    owner_id: int | None
    lines: Mapping[int, int]
    address: Mapping[str, str]
    email: str
    shipping_code: str
    seen_total: Decimal
    language: str
    note: str = ""
    staff_id: int | None = None
    wish: Wish = NO_WISH
    pay_with: str = ""
    seen_prices: Prices | None = None

    @property
    def is_by_phone(self) -> bool:
        return self.staff_id is not None

    @property
    def shopper(self) -> Shopper:
        return Shopper(
            owner_id=self.owner_id, phone=self.address["phone"], email=self.email
        )

    @property
    def shows_goods_alone(self) -> bool:
        return self.seen_prices is not None

    def is_as_seen(self, *, goods: Decimal, total: Decimal, prices: Prices) -> bool:
        """Does it cost what the shopper saw?  `prices` are of a piece, by line."""
        if self.seen_prices is None:
            return self.seen_total == total
        return self.seen_total == goods and dict(self.seen_prices) == dict(prices)

    def kind(self, deals: Iterable[str]) -> OrderKind:
        """By phone, or by what the goods are bought through."""
        return OrderKind.PHONE if self.is_by_phone else kind_by(deals)


def kind_by(deals: Iterable[str]) -> OrderKind:
    """By the kinds of the campaigns that give prices."""
    known = set(deals)
    by_deal = (OrderKind.GROUP, OrderKind.FLASH)
    return next((kind for kind in by_deal if kind in known), OrderKind.REGULAR)


def time_to_pay(kind: OrderKind) -> timedelta:
    return {
        OrderKind.PHONE: settings.PHONE_ORDER_UNPAID_AFTER,
        OrderKind.FLASH: settings.FLASH_ORDER_UNPAID_AFTER,
        OrderKind.GROUP: settings.GROUP_ORDER_UNPAID_AFTER,
    }.get(kind, settings.ORDER_UNPAID_AFTER)
