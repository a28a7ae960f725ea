"""What the demo shop's people have bought, and how far it got."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

from orders.models import TrackingEvent
from orders.services import Recipient

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
MEI, TOM = PEOPLE = ("mei@example.com", "tom@example.com")
Seen = tuple[timedelta, TrackingEvent.Kind, str]
Kind = TrackingEvent.Kind


class End(Enum):
    """How an order's money ended."""

    UNPAID = "unpaid"
    EXPIRED = "expired"
    PAID = "paid"
    CANCELLED = "cancelled"
    GIVEN_BACK = "given back"


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A parcel: how long after the order, what of it, and where it was seen since."""

    tracking_number: str
    carrier: str = "SF Express"
    after: timedelta = 20 * HOUR
    pieces: Mapping[str, int] | None = None
    seen: tuple[Seen, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Who bought what, how long ago, and what became of it.

    Goods and pieces are `{slug of the product: how many}`.
    """

    email: str
    ago: timedelta
    goods: Mapping[str, int]
    end: End = End.PAID
    shipping: str = "standard"
    note: str = ""
    percent_off: int = 0
    parcels: tuple[Sent, ...] = ()
    extended_after: timedelta | None = None
    received_after: timedelta | None = None
    invoice_to: Recipient | None = None
    back: Mapping[str, int] = field(default_factory=dict)
    reason: str = ""


PLANS = [
    Plan(
        email=MEI,
        ago=41 * DAY,
        goods={"brook-teapot": 1, "mist-tea-glass": 2, "pebble-mug": 2},
        parcels=(
            Sent(
                tracking_number="SF1340285716420",
                seen=(
                    (2 * HOUR, Kind.PICKED_UP, "杭州余杭"),
                    (19 * HOUR, Kind.ON_THE_WAY, "上海转运中心"),
                    (30 * HOUR, Kind.OUT, "上海徐汇"),
                    (34 * HOUR, Kind.DELIVERED, "上海徐汇"),
                ),
            ),
        ),
        received_after=4 * DAY,
        invoice_to=Recipient(
            title="上海木林茶事有限公司", tax_number="91310104MA1FR00X4K"
        ),
        back={"mist-tea-glass": 1},
        reason="有一只玻璃杯到货时碎了",
    ),
    Plan(
        email=TOM,
        ago=33 * DAY,
        goods={"stilt-planter": 1},
        end=End.GIVEN_BACK,
        parcels=(Sent(tracking_number="JDV004401873329", carrier="JD Logistics"),),
        reason="Arrived with a crack",
    ),
    Plan(email=TOM, ago=23 * DAY, goods={"morel-table-lamp": 1}, end=End.CANCELLED),
    Plan(
        email=TOM,
        ago=16 * DAY,
        goods={"fold-linen-cushion": 2, "harbour-throw": 1},
        parcels=(Sent(tracking_number="JDV004718236605", carrier="JD Logistics"),),
        received_after=4 * DAY,
        invoice_to=Recipient(title="Tom Baker"),
    ),
    Plan(email=TOM, ago=9 * DAY, goods={"gourd-vase": 1}, end=End.EXPIRED),
    Plan(
        email=MEI,
        ago=6 * DAY,
        goods={"trio-bud-vases": 1, "ember-planter": 1},
        parcels=(Sent(tracking_number="SF1340288804417"),),
        received_after=3 * DAY,
    ),
    Plan(
        email=TOM,
        ago=4 * DAY,
        goods={
            "tide-dinner-plate": 4,
            "rill-tumbler": 4,
            "well-carafe": 1,
            "hollow-serving-bowl": 1,
            "waffle-bath-towel": 2,
        },
        parcels=(
            Sent(
                tracking_number="JDV005102297713",
                carrier="JD Logistics",
                seen=(
                    (3 * HOUR, Kind.PICKED_UP, "Shanghai"),
                    (26 * HOUR, Kind.ON_THE_WAY, "Hangzhou sorting centre"),
                ),
            ),
        ),
        extended_after=3 * DAY,
    ),
    Plan(
        email=TOM,
        ago=3 * DAY,
        goods={"drum-bolster": 2, "larder-jars": 1, "orchard-serving-board": 1},
        parcels=(
            Sent(
                tracking_number="JDV005133908146",
                carrier="JD Logistics",
                pieces={"drum-bolster": 1},
                seen=(
                    (2 * HOUR, Kind.PICKED_UP, "Shanghai"),
                    (20 * HOUR, Kind.ON_THE_WAY, "Hangzhou sorting centre"),
                    (28 * HOUR, Kind.OUT, "Hangzhou, Xihu"),
                    (31 * HOUR, Kind.DELIVERED, "Hangzhou, Xihu"),
                ),
            ),
            Sent(
                tracking_number="JDV005160552091",
                carrier="JD Logistics",
                after=2 * DAY,
                pieces={"drum-bolster": 1, "larder-jars": 1},
                seen=((4 * HOUR, Kind.PICKED_UP, "Shanghai"),),
            ),
        ),
    ),
    Plan(
        email=MEI,
        ago=2 * DAY,
        goods={"pleat-table-lamp": 1, "ripple-pillar-candles": 2},
        shipping="express",
        parcels=(
            Sent(
                tracking_number="SF1340291160977",
                seen=(
                    (2 * HOUR, Kind.PICKED_UP, "杭州余杭"),
                    (17 * HOUR, Kind.ON_THE_WAY, "上海转运中心"),
                ),
            ),
        ),
    ),
    Plan(
        email=TOM,
        ago=20 * HOUR,
        goods={"trek-bottle": 1, "ledger-notebook": 3},
        note="Please leave it with the neighbour at 1202.",
        percent_off=10,
        reason="Ten percent for the late parcel in spring",
    ),
    Plan(
        email=MEI,
        ago=5 * HOUR,
        goods={"rainbow-arches": 1, "dash-wooden-car": 1},
        note="是送给孩子的礼物，请不要放价格单。",
    ),
    Plan(email=MEI, ago=4 * MINUTE, goods={"noon-desk-clock": 1}, end=End.UNPAID),
]
