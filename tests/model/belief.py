"""What should be true of an order, kept beside the shop in plain integers."""

from dataclasses import dataclass, field
from datetime import datetime

from orders.states import HOLDING_STOCK, OrderStatus

S = OrderStatus
UNSENT = (S.AWAITING_SHIPMENT, S.AWAITING_TEAM)


@dataclass
class Line:
    """Pieces of one variant, and what they cost in cents."""

    variant: int
    quantity: int
    net: int
    freight: int
    sent: int = 0
    given_up: int = 0
    back: int = 0
    goods_back: int = 0
    freight_back: int = 0

    @property
    def left(self) -> int:
        return self.quantity - self.sent - self.given_up

    @property
    def money_left(self) -> int:
        return self.net - self.goods_back + self.freight - self.freight_back

    def worth(self, pieces: int) -> int:
        """The last piece takes the remaining cents."""
        rest = self.net - self.goods_back
        if pieces == self.quantity - self.back:
            return rest
        return min(self.net // self.quantity * pieces, rest)


@dataclass
class Belief:
    """One order.  Amounts in cents; `extra` is money here that belongs to nobody yet."""

    status: str
    pay_by: datetime
    lines: dict[int, Line]
    was_paid: bool = False
    timed_out: bool = False
    captured: int = 0
    refunded: int = 0
    undecided: int = 0
    attempts: list[int] = field(default_factory=list)
    is_adjusted: bool = False
    due: datetime | None = None

    @property
    def total(self) -> int:
        return sum(line.net + line.freight for line in self.lines.values())

    @property
    def holds(self) -> dict[int, int]:
        if self.status not in HOLDING_STOCK:
            return {}
        return {line.variant: line.left for line in self.lines.values()}

    @property
    def money_left(self) -> int:
        return sum(line.money_left for line in self.lines.values())

    def give_back(self, pieces: dict[int, int], *, shipping: bool) -> int:
        """Count pieces as paid back; the cents that go."""
        leaves_none = all(
            pieces.get(pk, 0) == line.quantity - line.back
            for pk, line in self.lines.items()
        )
        goes_whole = leaves_none and self.status in UNSENT
        amount = 0
        for pk, line in self.lines.items():
            count = pieces.get(pk, 0)
            if goes_whole:
                amount += self._all_of(line)
            elif count:
                amount += self._some_of(line, count, shipping=shipping)
        if self.money_left == 0:
            for line in self.lines.values():
                self._all_of(line)
        self.refunded += amount
        self._move_on()
        return amount

    def give_back_all(self) -> int:
        amount = sum(self._all_of(line) for line in self.lines.values())
        self.refunded += amount
        self._move_on()
        return amount

    def _some_of(self, line: Line, count: int, *, shipping: bool) -> int:
        goods = line.worth(count)
        freight = line.freight - line.freight_back if shipping else 0
        self._count(line, count)
        line.goods_back += goods
        line.freight_back += freight
        return goods + freight

    def _all_of(self, line: Line) -> int:
        amount = line.money_left
        self._count(line, line.quantity - line.back)
        line.goods_back, line.freight_back = line.net, line.freight
        return amount

    def _count(self, line: Line, count: int) -> None:
        line.back += count
        if self.status in HOLDING_STOCK:
            line.given_up += min(count, line.left)

    def _move_on(self) -> None:
        if self.money_left == 0:
            self.status = S.CANCELLED if self.status in UNSENT else S.REFUNDED
        elif self.status == S.PARTIALLY_SHIPPED and not any(
            line.left for line in self.lines.values()
        ):
            self.status = S.SHIPPED
