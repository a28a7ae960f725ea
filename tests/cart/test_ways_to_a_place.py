"""Delivery depends on the province at home, and on the country abroad."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.regions import Place, place_of
from cart.freight import Basis, Consignment
from cart.models import RegionTariff, ShippingRate, TariffRegion
from cart.selectors import shipping_offers, usual_place, way_to, ways_to
from cart.services import set_regions
from tests.accounts.factories import make_address, make_user
from tests.cart.factories import make_rate, make_tariff

pytestmark = pytest.mark.django_db
ZHEJIANG = Place(province="浙江省")
TIBET = Place(province="西藏自治区")
XINJIANG = Place(province="新疆维吾尔自治区")
PARCEL = Consignment(goods=Decimal(50), pieces=2, grams=2600)


def fees_to(place: Place) -> dict[str, Decimal]:
    offers = shipping_offers(place, sent=PARCEL)
    return {offer.way.code: offer.fee for offer in offers}


def test_each_region_pays_by_its_own_tariff() -> None:
    rate = make_rate(
        fee="12.00",
        basis=Basis.WEIGHT,
        first_units=1000,
        extra_units=1000,
        extra_fee=Decimal(4),
    )
    make_tariff(rate, TIBET.province, XINJIANG.province, fee="25.00", first_units=3000)

    assert fees_to(ZHEJIANG) == {"standard": 20}
    assert fees_to(TIBET) == fees_to(XINJIANG) == {"standard": 25}
    assert fees_to(Place()) == {"standard": 20}


def test_does_not_offer_what_does_not_go_there() -> None:
    make_rate("standard", fee="12.00")
    make_tariff(make_rate("express", fee="26.00"), TIBET.region, is_delivered=False)

    assert fees_to(ZHEJIANG) == {"standard": 12, "express": 26}
    assert fees_to(TIBET) == {"standard": 12}
    assert way_to({"country": "CN", "province": "西藏自治区"}, code="express") is None


def test_countries_have_tariffs_of_their_own() -> None:
    make_rate("standard")
    air = make_rate("air", fee="98.00", zone=ShippingRate.Zone.ABROAD)
    make_tariff(air, "HK", "MO", fee="45.00")

    assert fees_to(Place(country="HK")) == {"air": 45}
    assert fees_to(Place(country="JP")) == {"air": 98}


def test_a_region_of_one_rate_says_nothing_about_another() -> None:
    make_tariff(make_rate("standard"), TIBET.region, fee="25.00")
    make_rate("express", fee="26.00")

    assert fees_to(TIBET) == {"standard": 25, "express": 26}


def test_keeps_the_merchants_order_and_leaves_out_what_is_not_offered() -> None:
    make_rate("last", position=9)
    make_rate("first", fee="90.00")
    make_rate("gone", is_active=False)

    assert [way.code for way in ways_to(TIBET)] == ["first", "last"]


def test_is_one_query_however_many_regions(django_assert_num_queries) -> None:
    for code in ("one", "two", "three"):
        rate = make_rate(code)
        make_tariff(rate, TIBET.region, XINJIANG.region)
        make_tariff(rate, ZHEJIANG.region)

    with django_assert_num_queries(1):
        assert [way.tariff.first_fee for way in ways_to(TIBET)] == [20, 20, 20]


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ({}, Place()),
        ({"country": "CN", "province": "浙江省"}, ZHEJIANG),
        ({"country": "CN", "province": "Zhejiang"}, Place()),
        ({"country": "", "province": "浙江省"}, ZHEJIANG),
        ({"country": "JP", "province": "浙江省"}, Place(country="JP")),
        ({"country": "US", "province": "Ohio"}, Place(country="US")),
    ],
)
def test_an_address_is_as_much_of_a_place_as_is_known(
    address: dict[str, str], place: Place
) -> None:
    assert place_of(address) == place


def test_the_usual_place_is_the_default_address() -> None:
    mei = make_user()
    make_address(mei, province="西藏自治区")
    make_address(mei, province="浙江省")

    assert usual_place(mei.pk) == TIBET
    assert usual_place(make_user().pk) == Place()
    assert usual_place(None) == Place()


def test_a_region_moves_from_one_tariff_to_another() -> None:
    rate = make_rate()
    near = make_tariff(rate, ZHEJIANG.region, TIBET.region, fee="8.00")
    far = make_tariff(rate, XINJIANG.region, fee="30.00")

    set_regions(
        rate_id=rate.pk,
        regions={
            near.pk: [ZHEJIANG.region],
            far.pk: [XINJIANG.region, TIBET.region],
        },
    )

    assert fees_to(TIBET) == {"standard": 30}


def test_a_region_never_has_two_tariffs_of_one_rate() -> None:
    rate = make_rate()
    make_tariff(rate, TIBET.region)
    other = make_tariff(rate, ZHEJIANG.region)

    with pytest.raises(IntegrityError), transaction.atomic():
        set_regions(rate_id=rate.pk, regions={other.pk: [TIBET.region]})

    assert list(other.regions.values_list("region", flat=True)) == [ZHEJIANG.region]


def test_a_tariff_of_another_rate_is_left_alone() -> None:
    theirs = make_tariff(make_rate("express"), TIBET.region)

    set_regions(rate_id=make_rate().pk, regions={theirs.pk: [ZHEJIANG.region]})

    assert TariffRegion.objects.get().region == TIBET.region


@pytest.mark.parametrize(
    "columns",
    [
        {"fee": -1},
        {"extra_fee": -1},
        {"first_units": 0},
        {"extra_units": 0},
        {"free_from": -1},
        {"free_pieces": 0},
    ],
)
def test_the_database_refuses_senseless_figures(columns: dict[str, int]) -> None:
    rate = make_rate()

    with pytest.raises(IntegrityError), transaction.atomic():
        RegionTariff.objects.create(rate=rate, **{"fee": 1} | columns)
    with pytest.raises(IntegrityError), transaction.atomic():
        ShippingRate.objects.filter(pk=rate.pk).update(**columns)
