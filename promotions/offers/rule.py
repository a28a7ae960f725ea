"""What an automatic offer says: plain values, so that prices need no database."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from promotions.scopes import Scope
from shop.kernel.money import ZERO

EVERYTHING = Scope()


class Kind(models.TextChoices):
    TIERS = "tiers", _("spend and save")
    PERCENT = "percent", _("percent off")
    SET = "set", _("so many for one price")
    CHEAPER = "cheaper", _("buy some, get the next cheaper or free")
    GIFT = "gift", _("gift")
    FREIGHT = "freight", _("free delivery")


@dataclass(frozen=True, kw_only=True)
class Tier:
    """Who spends so much saves so much."""

    spend: Decimal
    save: Decimal


@dataclass(frozen=True, kw_only=True)
class GivenArticle:
    """What a gift is, and how many pieces there are to give."""

    variant_id: int
    quantity: int
    name: str
    left: int


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One offer.  `pieces` make a set of SET; CHEAPER needs as many at the full price
    for `cheaper_pieces` at `percent` off.  `tiers` rise; `threshold` is what the goods
    have to cost at least."""

    id: int
    name: str
    kind: str
    scope: Scope = EVERYTHING
    combines: bool = False
    priority: int = 0
    threshold: Decimal = ZERO
    tiers: tuple[Tier, ...] = ()
    percent: int = 0
    pieces: int = 0
    cheaper_pieces: int = 0
    set_price: Decimal = ZERO
    gift: GivenArticle | None = None

    @property
    def source(self) -> str:
        return f"offer:{self.id}"

    @property
    def set_size(self) -> int:
        """How many pieces it takes; 0 where their number does not matter."""
        return self.pieces + self.cheaper_pieces
