"""What pages show of a group buy and of a team: the same for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from promotions.group_buys.errors import GroupOver, GroupSoldOut
from promotions.wishes import Deal


def deal_of(offer_id: int, team: str = "") -> str:
    return str(Deal(kind="group", id=offer_id, team=team))


@dataclass(frozen=True, kw_only=True)
class OpenTeam:
    """One that can be joined.  `deal` is what a form sends for that."""

    code: str
    url: str
    leader: str
    places_left: int
    expires_at: datetime
    deal: str


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A variant at the group's price."""

    variant_id: int
    words: str
    price: Decimal
    single_price: Decimal
    is_sold_out: bool
    deal: str


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """A group buy as a card or a block: `price` is the lowest that is left.  Teams are
    opened while it `is_running`, and joined while it `is_open`."""

    name: str
    product: str
    product_url: str
    image: str
    size: int
    hours: int
    price: Decimal
    single_price: Decimal
    is_sold_out: bool
    is_running: bool
    is_open: bool
    may_complete: bool
    ends_at: datetime
    offer_id: int
    choices: Sequence[Choice]

    @property
    def deal(self) -> str:
        """What a form sends to open a team."""
        return deal_of(self.offer_id)


@dataclass(frozen=True, kw_only=True)
class TeamPage:
    """`state` is what its visitor has to know: open, waiting (all places are taken,
    not all are paid), unpaid (its leader has not paid yet), complete, expired."""

    code: str
    state: str
    campaign: Campaign
    members: Sequence[str]
    empty: Sequence[int]
    places_left: int
    size: int
    expires_at: datetime | None
    completed_by_shop: bool
    others: Sequence[OpenTeam]

    @property
    def refusal(self) -> str:
        """Why nobody joins though there is a place."""
        if not self.campaign.is_open:
            return str(GroupOver.message)
        return str(GroupSoldOut.message) if self.campaign.is_sold_out else ""

    @property
    def can_join(self) -> bool:
        return self.state == "open" and not self.refusal

    @property
    def can_start(self) -> bool:
        """May its visitor open another one?"""
        sells = self.campaign.is_running and not self.campaign.is_sold_out
        return sells and self.state != "open"

    @property
    def goes_on(self) -> bool:
        """May it become another, so that an open page asks again?"""
        return self.state in ("open", "waiting", "unpaid")

    @property
    def invites(self) -> bool:
        """Would a friend find a place?"""
        return self.state in ("open", "unpaid") and not self.refusal

    @property
    def deal(self) -> str:
        """What a form sends to join it."""
        return deal_of(self.campaign.offer_id, self.code)
