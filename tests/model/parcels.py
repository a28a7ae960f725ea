"""Goods leave the house and arrive."""

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    rule,
)

from orders.services import (
    Parcel,
    Recipient,
    confirm_receipt,
    issue_invoice,
    ship_order,
)
from orders.states import PAID
from shop.kernel.errors import DomainError
from tests.model.giving_back import GivingBack
from tests.model.machine import WHICH, S


class Shop(GivingBack):
    """The real services on the left, `Belief`s on the right."""

    @initialize()
    def a_day_begins(self) -> None:
        """Two orders are paid and one waits, so that there is something to do."""
        for pieces in ([2, 1, 0], [1, 2, 1], [0, 1, 1]):
            self.place(pieces)
        self.pay(0, is_late=False)
        self.pay(0, is_late=False)
        self.go_to_the_gateway(0)

    @rule(which=WHICH, counts=st.lists(st.integers(0, 3), min_size=3, max_size=3))
    def ship(self, which: int, counts: list[int]) -> None:
        pk = self.pick(which, S.AWAITING_SHIPMENT, S.PARTIALLY_SHIPPED)
        if pk is None:
            return
        one = self.orders[pk]
        pieces = dict(zip(one.lines, counts, strict=False))
        fits = any(pieces.values()) and all(
            n <= one.lines[line].left for line, n in pieces.items()
        )
        self.tracking += 1
        parcel = Parcel(
            carrier="SF", tracking_number=f"SF{self.tracking}", pieces=pieces
        )
        try:
            with transaction.atomic():
                ship_order(order_id=pk, parcel=parcel, now=self.now)
        except DomainError:
            assert not fits
            return
        assert fits
        for line, n in pieces.items():
            one.lines[line].sent += n
            self.on_hand[one.lines[line].variant] -= n
        rest = any(line.left for line in one.lines.values())
        one.status = S.PARTIALLY_SHIPPED if rest else S.SHIPPED

    @rule(which=WHICH)
    def receive(self, which: int) -> None:
        pk = self.pick(which, S.SHIPPED)
        if pk is not None:
            confirm_receipt(order_id=pk, now=self.now)
            self.orders[pk].status = S.RECEIVED

    @rule(which=WHICH)
    def write_an_invoice(self, which: int) -> None:
        pk = self.pick(which, *PAID)
        if pk is not None:
            try:
                issue_invoice(
                    order_id=pk, recipient=Recipient(title="Mei"), now=self.now
                )
            except DomainError:
                return
