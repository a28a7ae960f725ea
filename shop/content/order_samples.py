"""Made-up orders, parcels and prices for the component gallery."""

from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace as Facts
from typing import Any

from cart.why import Article, Back, Share, WhyLine
from shop.content.samples import LONG_NAME, pictures


def orders(now: datetime) -> dict[str, Any]:
    hour = timedelta(hours=1)
    return {
        "now": now,
        "end": now + timedelta(minutes=29, seconds=41),
        "steps": [
            {"label": "Paid", "state": "done", "at": now - 50 * hour},
            {"label": "Shipped", "state": "done", "at": now - 30 * hour},
            {"label": "On its way", "state": "current", "at": None},
            {"label": "Received", "state": "todo", "at": None},
        ],
        "failed": [
            {"label": "Paid", "state": "done", "at": now - hour},
            {"label": "Cancelled", "state": "failed", "at": now},
        ],
        "events": [
            {
                "title": "Received",
                "text": "",
                "at": now - hour,
                "who": "you",
                "kind": "ok",
            },
            {"title": "Arrived in Shanghai", "text": "", "at": now - 9 * hour},
            {"title": "Handed over", "text": "SF1234567890", "at": now - 30 * hour},
        ],
        "address": address(),
        "parcels": parcels(now),
        "why": why(),
        **money(),
        **bought(),
    }


def bought() -> dict[str, Any]:
    first, second, third = pictures("products", 3)
    return {
        "line": Facts(
            name="Pebble Mug",
            url="#",
            image=first,
            options={"Colour": "Oat", "Size": "M"},
            quantity=2,
            amount=Decimal("136.00"),
            notes=["1 piece will not be sent", "Refund (1 piece): ¥68.00"],
        ),
        "order": Facts(
            number="20261120-00042",
            url="#",
            status="On its way",
            kind="info",
            images=[first, second, third],
            more=2,
            count=6,
            total=Decimal("1328.00"),
        ),
    }


def parcels(now: datetime) -> list[Facts]:
    """One was delivered, one has a problem and no history to fold away."""
    mug, vase = pictures("products", 2)
    hour = timedelta(hours=1)
    places = ["Delivered", "Out for delivery", "On the way", "Picked up"]
    seen = [
        {"title": title, "text": "Shanghai", "at": now - (at + 1) * hour, "kind": kind}
        for at, (title, kind) in enumerate(zip(places, ["ok", "", "", ""], strict=True))
    ]
    trouble = {
        "title": "There is a problem",
        "text": "Nobody opened",
        "at": now - hour,
        "kind": "bad",
    }
    first = Facts(name="Pebble Mug", options="Oat · M", image=mug, quantity=2)
    second = Facts(name=LONG_NAME, options="", image=vase, quantity=1)
    return [
        Facts(
            carrier_name="SF Express",
            tracking_number="SF1340285716420",
            shipped_at=now - 40 * hour,
            delivered_at=now - hour,
            pieces=[first, second],
            news=seen[:3],
            older=seen[3:],
        ),
        Facts(
            carrier_name="JD Logistics",
            tracking_number="JDV005102297713",
            shipped_at=now - 9 * hour,
            delivered_at=None,
            pieces=[second],
            news=[trouble],
            older=[],
        ),
    ]


def why() -> list[WhyLine]:
    """Reduced, discounted twice, and partly paid back; and one with nothing special."""
    mug = WhyLine(
        article=Article(name="Pebble Mug", options="Oat · M"),
        quantity=2,
        list_price=Decimal("98.00"),
        unit_price=Decimal("68.00"),
        shares=(
            Share(name="30 off from 200", amount=Decimal("13.60")),
            Share(name="Welcome coupon", amount=Decimal("5.00")),
        ),
        shipping=Decimal("6.12"),
        total=Decimal("123.52"),
        back=Back(pieces=1, goods=Decimal("58.70"), shipping=Decimal("0.00")),
    )
    vase = WhyLine(
        article=Article(name=LONG_NAME),
        quantity=1,
        list_price=Decimal("890.00"),
        unit_price=Decimal("890.00"),
        shares=(),
        shipping=Decimal("0.00"),
        total=Decimal("890.00"),
    )
    return [mug, vase]


def money() -> dict[str, Any]:
    return {
        "rows": [
            {"label": "Goods", "amount": Decimal("1358.00"), "kind": ""},
            {"label": "Discount", "amount": Decimal("-30.00"), "kind": "discount"},
            {"label": "Shipping", "amount": Decimal("0.00"), "kind": ""},
        ],
        "total": Decimal("1328.00"),
        "actions": [
            {"label": "Where is it?", "url": "#", "is_primary": True},
            {"label": "Buy again", "url": "#", "is_primary": False},
        ],
    }


def address() -> Facts:
    return Facts(
        name="林小满",
        phone="+86 138 0013 8000",
        country="CN",
        province="上海市",
        province_name="上海市",
        city="上海市",
        district="徐汇区",
        detail="武康路 100 弄 3 号 201",
        postal_code="200031",
        is_default=True,
    )
