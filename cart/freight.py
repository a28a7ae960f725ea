"""What delivery costs: the one formula, without a database.

A tariff counts in *units*: pieces, grams, or the order as one unit.  With `units`
sent, and ⌈x⌉ for “rounded up, never below zero”:

    fee = first fee + extra fee × ⌈(units − first units) ÷ extra units⌉

so each *started* portion of extra units is charged whole.  It is free when nothing
is sent, when the goods (after discounts) come to `free_from` or more, and when there
are `free_pieces` or more pieces.

An article whose weight nobody entered weighs nothing here: then the first fee alone
is charged, never less.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from shop.kernel.money import ZERO

# A slip of the pen in a weight must not make an amount that no column holds.
CEILING = Decimal(10) ** 11


class Basis(TextChoices):
    """What a tariff counts."""

    ORDER = "order", _("one fee per order")
    PIECES = "pieces", _("by piece")
    WEIGHT = "weight", _("by weight")


@dataclass(frozen=True, kw_only=True)
class Consignment:
    """What is sent.  `goods` is the amount after discounts; `grams` of all pieces."""

    goods: Decimal
    pieces: int
    grams: int


NOTHING = Consignment(goods=ZERO, pieces=0, grams=0)


@dataclass(frozen=True, kw_only=True)
class Tariff:
    """The figures of one way to one place.  Raises ValueError for impossible ones."""

    basis: Basis
    first_fee: Decimal
    first_units: int = 1
    extra_fee: Decimal = ZERO
    extra_units: int = 1
    free_from: Decimal | None = None
    free_pieces: int | None = None

    def __post_init__(self) -> None:
        if min(self.first_units, self.extra_units) < 1:
            raise ValueError("A tariff counts in units of one or more.")
        if min(self.first_fee, self.extra_fee) < 0:
            raise ValueError("Nobody is paid for taking a parcel.")

    def fee_for(self, sent: Consignment) -> Decimal:
        if sent.pieces == 0 or self.is_free_for(sent):
            return ZERO
        return min(self.first_fee + self.extra_fee * self.extra_portions(sent), CEILING)

    def is_free_for(self, sent: Consignment) -> bool:
        """Is one of the thresholds reached?"""
        dear = self.free_from is not None and sent.goods >= self.free_from
        many = self.free_pieces is not None and sent.pieces >= self.free_pieces
        return dear or many

    def extra_portions(self, sent: Consignment) -> int:
        beyond = max(self._units(sent) - self.first_units, 0)
        return -(-beyond // self.extra_units)

    def _units(self, sent: Consignment) -> int:
        if self.basis == Basis.PIECES:
            return sent.pieces
        if self.basis == Basis.WEIGHT:
            return sent.grams
        return 1
