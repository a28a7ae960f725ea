"""Who wants what: the plain values that prices are asked with."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Shopper:
    """Whoever is to pay: an account, or a guest as far as he is known yet.

    Limits of “so many for each shopper” are counted by `key`.
    """

    owner_id: int | None = None
    phone: str = ""
    email: str = ""

    @property
    def key(self) -> str:
        """`u12`, `p+86138…`, `emei@example.com`; "" while nothing is known."""
        if self.owner_id is not None:
            return f"u{self.owner_id}"
        if self.phone:
            return f"p{self.phone}"
        return f"e{self.email.lower()}" if self.email else ""


@dataclass(frozen=True, kw_only=True)
class Deal:
    """A line is bought through a campaign.  `team` is the code of the team that is
    joined; "" opens one."""

    kind: str
    id: int
    team: str = ""

    def __str__(self) -> str:
        """As forms and the JSON API send it: `flash:12`, `group:3`, `group:3:TEAM`."""
        return ":".join(filter(None, (self.kind, str(self.id), self.team)))


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """So many of a variant, before it has a price of today.  `price` is the
    variant's own, `list_price` the highest it may be struck through with."""

    key: int
    variant_id: int
    product_id: int
    quantity: int
    price: Decimal
    list_price: Decimal
    weight: int = 0
    deal: Deal | None = None


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the shopper wants taken off: this coupon, the best one (`is_best`), none;
    and so many points.  `tried` is for the price lab: as though a coupon on offer had
    been claimed (`coupon:7`), or an offer were not paused (`offer:7`)."""

    coupon_id: int | None = None
    is_best: bool = True
    points: int = 0
    tried: str = ""

    def tries(self, kind: str) -> int | None:
        """The number of what is tried, if it is of this kind."""
        name, _, number = self.tried.partition(":")
        return int(number) if name == kind else None


NO_WISH = Wish(is_best=False)
