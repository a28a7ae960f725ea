"""What delivery costs, in words for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.regions import region_label
from cart.freight_words import fee_in_words, free_in_words
from cart.models import RegionTariff, ShippingRate
from shop.kernel.translations import tr


@dataclass(frozen=True, kw_only=True)
class TariffTerms:
    """One tariff in words.  No `regions`: everywhere else.  No `fee`: not there."""

    regions: Sequence[str]
    fee: str
    free: str


@dataclass(frozen=True, kw_only=True)
class RateTerms:
    """A way of delivery and each of its tariffs, the general one first."""

    name: str
    zone: str
    days_least: int
    days_most: int
    tariffs: Sequence[TariffTerms]


def delivery_terms() -> list[RateTerms]:
    """Every way of delivery on offer, as it is charged today.  Three queries."""
    rates = (
        ShippingRate.objects.filter(is_active=True)
        .order_by("-zone", "position", "pk")
        .prefetch_related("region_tariffs__regions")
    )
    return [
        RateTerms(
            name=tr(rate, "name"),
            zone=str(rate.get_zone_display()),
            days_least=rate.days_least,
            days_most=rate.days_most,
            tariffs=[_general(rate), *_of_regions(rate)],
        )
        for rate in rates
    ]


def _general(rate: ShippingRate) -> TariffTerms:
    tariff = rate.tariff
    return TariffTerms(regions=(), fee=fee_in_words(tariff), free=free_in_words(tariff))


def _of_regions(rate: ShippingRate) -> list[TariffTerms]:
    return [_special(rate, row) for row in rate.region_tariffs.all()]


def _special(rate: ShippingRate, row: RegionTariff) -> TariffTerms:
    tariff = row.tariff_by(rate.basis)
    return TariffTerms(
        regions=[region_label(listed.region) for listed in row.regions.all()],
        fee=fee_in_words(tariff) if row.is_delivered else "",
        free=free_in_words(tariff) if row.is_delivered else "",
    )
