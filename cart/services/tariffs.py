"""Which regions a tariff is for."""

from collections.abc import Collection, Mapping

from django.db import transaction

from cart.models import RegionTariff, TariffRegion


@transaction.atomic
def set_regions(*, rate_id: int, regions: Mapping[int, Collection[str]]) -> None:
    """Give each of these tariffs of a rate exactly these regions.

    `{tariff id: regions}`, all at once, so that a region may move from one tariff to
    another.  Raises IntegrityError when a tariff that is not named has one of them.
    """
    tariffs = RegionTariff.objects.filter(rate_id=rate_id, pk__in=regions)
    TariffRegion.objects.filter(tariff__in=tariffs).delete()
    TariffRegion.objects.bulk_create(
        TariffRegion(rate_id=rate_id, tariff=tariff, region=region)
        for tariff in tariffs
        for region in regions[tariff.pk]
    )
