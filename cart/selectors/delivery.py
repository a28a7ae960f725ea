"""Ways of delivery to a place, and what they cost for what is in a basket."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from accounts.models import Address
from accounts.regions import Place, place_of
from cart.freight import Consignment, Tariff
from cart.models import ShippingRate
from catalog.wishes import Sort, Wishes
from shop.kernel.addresses import address
from shop.kernel.money import ZERO
from shop.kernel.prepared import prepared
from shop.kernel.translations import tr


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way of delivery to one place, and the tariff that holds there."""

    code: str
    name: str
    tariff: Tariff
    days_least: int
    days_most: int

    def fee_for(self, sent: Consignment) -> Decimal:
        return self.tariff.fee_for(sent)


@dataclass(frozen=True, kw_only=True)
class ShippingOffer:
    """A way of delivery and what it costs for these goods."""

    way: Way
    fee: Decimal


@dataclass(frozen=True, kw_only=True)
class FreeGap:
    """How far a basket is from free delivery, in money or in pieces."""

    name: str
    so_far: Decimal
    whole: Decimal
    in_pieces: bool

    @property
    def missing(self) -> Decimal:
        return max(self.whole - self.so_far, ZERO)

    @property
    def pieces_missing(self) -> int:
        return int(self.missing) if self.in_pieces else 0

    @property
    def url(self) -> str:
        """What fills it, the cheapest first: each by itself, where money is missing."""
        least = None if self.in_pieces else self.missing
        wanted = Wishes(
            sort=Sort.PRICE_UP, is_sorted=True, price_min=least, in_stock=True
        )
        return address("catalog:search") + wanted.query_string()

    @property
    def done(self) -> Decimal:
        """From 0 to 1, to the thousandth: for a bar, and to tell what is nearest."""
        if self.so_far >= self.whole:
            return Decimal(1)
        return (self.so_far / self.whole).quantize(Decimal("0.001"))


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """Delivery before an address is chosen.  No `way`: none goes there."""

    place: Place
    way: Way | None
    gap: FreeGap | None


def ways_to(place: Place) -> list[Way]:
    """The ways that go there, in the merchant's order; one query."""
    zone = ShippingRate.zone_of(place.country)
    return [
        Way(
            code=rate.code,
            name=tr(rate, "name"),
            tariff=rate.tariff_there,
            days_least=rate.days_least,
            days_most=rate.days_most,
        )
        for rate in _rates(zone=zone.value, region=place.region)
        if rate.goes_there
    ]


@prepared
def _rates(zone: str, region: str) -> QuerySet[ShippingRate]:
    return ShippingRate.objects.reaching(zone=zone, region=region)


def way_to(address: Mapping[str, str], *, code: str) -> Way | None:
    """The way of this code to the place of these address fields, if it goes there."""
    return next((way for way in ways_to(place_of(address)) if way.code == code), None)


def shipping_offers(place: Place, *, sent: Consignment) -> list[ShippingOffer]:
    """What each way that goes there would take; one query."""
    return [ShippingOffer(way=way, fee=way.fee_for(sent)) for way in ways_to(place)]


def usual_place(owner_id: int | None) -> Place:
    """Where somebody's parcels go unless they say otherwise; one query, or none."""
    if owner_id is None:
        return Place()
    address = Address.objects.filter(owner_id=owner_id).first()
    return place_of(address.address_fields()) if address else Place()


def estimate(place: Place, *, sent: Consignment) -> Estimate:
    """By the way that the check-out would offer first; one query."""
    ways = ways_to(place)
    return Estimate(place=place, way=next(iter(ways), None), gap=_gap(ways, sent))


def _gap(ways: Sequence[Way], sent: Consignment) -> FreeGap | None:
    """To the threshold that is nearest, of the first way that has one."""
    for way in ways:
        if thresholds := list(_thresholds(way, sent)):
            return max(thresholds, key=lambda gap: gap.done)
    return None


def _thresholds(way: Way, sent: Consignment) -> list[FreeGap]:
    tariff = way.tariff
    found = [
        (sent.goods, tariff.free_from, False),
        (Decimal(sent.pieces), tariff.free_pieces, True),
    ]
    return [
        FreeGap(name=way.name, so_far=so_far, whole=Decimal(whole), in_pieces=in_pieces)
        for so_far, whole, in_pieces in found
        if whole is not None
    ]
