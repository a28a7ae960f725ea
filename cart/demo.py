"""The demo shop's ways of delivery: by weight, dearer the farther it goes."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cart.freight import Basis
from cart.models import RegionTariff, ShippingRate
from cart.services import set_regions

Zone = ShippingRate.Zone
NEAR = ["HK", "MO", "TW"]
HIGHLANDS = ["西藏自治区", "新疆维吾尔自治区"]
FAR = [*HIGHLANDS, "内蒙古自治区", "甘肃省", "青海省", "宁夏回族自治区"]


@dataclass(frozen=True, kw_only=True)
class DemoRate:
    """A way of delivery and its exceptions: regions and what is different there."""

    code: str
    zone: str
    name: str
    chinese: str
    days: tuple[int, int]
    figures: dict[str, Any]
    elsewhere: list[tuple[list[str], dict[str, Any]]] = field(default_factory=list)


RATES = [
    DemoRate(
        code="standard",
        zone=Zone.DOMESTIC,
        name="Standard delivery",
        chinese="标准快递",
        days=(2, 4),
        figures={"fee": 12, "first_units": 5000, "extra_fee": 3, "free_from": 199},
        elsewhere=[
            (FAR, {"fee": 20, "first_units": 1000, "extra_fee": 9, "free_from": 499}),
        ],
    ),
    DemoRate(
        code="express",
        zone=Zone.DOMESTIC,
        name="Express delivery",
        chinese="特快专递",
        days=(1, 2),
        figures={"fee": 26, "first_units": 5000, "extra_fee": 6},
        elsewhere=[(HIGHLANDS, {"fee": 0, "is_delivered": False})],
    ),
    DemoRate(
        code="air",
        zone=Zone.ABROAD,
        name="International air mail",
        chinese="国际航空",
        days=(7, 14),
        figures={"fee": 98, "first_units": 1000, "extra_fee": 60, "free_from": 1200},
        elsewhere=[
            (NEAR, {"fee": 45, "first_units": 1000, "extra_fee": 20, "free_from": 800}),
        ],
    ),
]


def fill_shipping_rates() -> None:
    """Idempotent: a rate that exists is left as the merchant made it."""
    for position, source in enumerate(RATES):
        rate, is_new = ShippingRate.objects.get_or_create(
            code=source.code,
            defaults={
                "zone": source.zone,
                "name": source.name,
                "translations": {"zh-hans": {"name": source.chinese}},
                "basis": Basis.WEIGHT,
                "days_least": source.days[0],
                "days_most": source.days[1],
                "position": position,
                **_columns(source.figures),
            },
        )
        if is_new:
            _add_exceptions(rate, source)


def _add_exceptions(rate: ShippingRate, source: DemoRate) -> None:
    for regions, figures in source.elsewhere:
        tariff = RegionTariff.objects.create(rate=rate, **_columns(figures))
        set_regions(rate_id=rate.pk, regions={tariff.pk: regions})


def _columns(figures: dict[str, Any]) -> dict[str, Any]:
    """Whole amounts, which every currency has."""
    amounts = {"fee", "extra_fee", "free_from"}
    return {
        "extra_units": 1000,
        **{
            name: Decimal(value) if name in amounts else value
            for name, value in figures.items()
        },
    }
