"""The merchant sets what delivery costs, for each region in its own way."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cart.freight import Basis
from cart.models import RegionTariff, ShippingRate, TariffRegion
from tests.admin.factories import (
    client_of,
    errors_of,
    filled,
    make_clerk,
    make_owner,
)
from tests.cart.factories import make_rate, make_tariff
from tests.walks import asked, text_of

pytestmark = pytest.mark.django_db
ADD = "/admin/cart/shippingrate/add/"
TIBET, XINJIANG, GANSU = "西藏自治区", "新疆维吾尔自治区", "甘肃省"


@pytest.fixture
def owner() -> Client:
    return client_of(make_owner())


def url_of(rate: ShippingRate) -> str:
    return f"/admin/cart/shippingrate/{rate.pk}/change/"


def row(index: int, **fields: Any) -> dict[str, Any]:
    """A new row of the regions, delivered unless it says otherwise."""
    usual = {
        "regions": [TIBET],
        "is_delivered": "on",
        "first_units": "1",
        "fee": "30",
        "extra_units": "1",
        "extra_fee": "0",
        "free_from": "",
        "free_pieces": "",
    }
    said = {key: value for key, value in (usual | fields).items() if value is not None}
    return {f"region_tariffs-{index}-{key}": value for key, value in said.items()} | {
        "region_tariffs-TOTAL_FORMS": str(index + 1)
    }


def regions() -> dict[str, set[str]]:
    """Which regions each fee is for."""
    found: dict[str, set[str]] = {}
    for listed in TariffRegion.objects.select_related("tariff"):
        found.setdefault(str(listed.tariff.fee), set()).add(listed.region)
    return found


def test_adds_a_rate_with_its_regions_in_one_go(owner: Client) -> None:
    sent = filled(owner.get(ADD)) | {
        "name": "Slow",
        "code": "slow",
        "basis": "weight",
        "fee": "12",
        "first_units": "1000",
        "extra_units": "500",
        "extra_fee": "4",
    }
    far = row(0, regions=[TIBET, XINJIANG], first_units="1000", extra_units="1000")

    response = owner.post(ADD, sent | far)

    assert response.status_code == 302, errors_of(response)
    rate = ShippingRate.objects.get()
    assert (rate.basis, rate.extra_fee, rate.extra_units) == (Basis.WEIGHT, 4, 500)
    assert regions() == {"30.00": {TIBET, XINJIANG}}


def test_moves_a_region_to_another_tariff(owner: Client) -> None:
    rate = make_rate()
    make_tariff(rate, TIBET, GANSU, fee="20.00")
    make_tariff(rate, XINJIANG, fee="30.00")
    sent = filled(owner.get(url_of(rate)))

    sent["region_tariffs-0-regions"] = [GANSU]
    sent["region_tariffs-1-regions"] = [XINJIANG, TIBET]
    response = owner.post(url_of(rate), sent)

    assert response.status_code == 302, errors_of(response)
    assert regions() == {"20.00": {GANSU}, "30.00": {TIBET, XINJIANG}}


def test_changes_figures_and_leaves_the_regions(owner: Client) -> None:
    rate = make_rate()
    tariff = make_tariff(rate, TIBET, GANSU, fee="20.00")
    sent = filled(owner.get(url_of(rate)))

    owner.post(url_of(rate), sent | {"region_tariffs-0-fee": "21"})

    tariff.refresh_from_db()
    assert tariff.fee == 21
    assert regions() == {"21.00": {TIBET, GANSU}}


def test_takes_a_tariff_away_with_its_regions(owner: Client) -> None:
    rate = make_rate()
    make_tariff(rate, TIBET)
    sent = filled(owner.get(url_of(rate)))

    owner.post(url_of(rate), sent | {"region_tariffs-0-DELETE": "on"})

    assert not RegionTariff.objects.exists()
    assert not TariffRegion.objects.exists()


def test_needs_no_figures_where_nothing_is_delivered(owner: Client) -> None:
    rate = make_rate(basis=Basis.WEIGHT, first_units=1000, extra_units=1000)
    sent = filled(owner.get(url_of(rate)))

    response = owner.post(url_of(rate), sent | row(0, is_delivered=None, fee=""))

    assert response.status_code == 302, errors_of(response)
    assert not RegionTariff.objects.get().is_delivered


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"regions": None}, "Choose at least one region."),
        ({"regions": ["Atlantis"]}, "Atlantis is not one of the available choices"),
        ({"regions": ["JP"]}, "Japan: not in the zone of this delivery."),
        ({"regions": [GANSU, TIBET]}, "Gansu: in another tariff of this delivery"),
        ({"fee": ""}, "Enter the fee, or 0."),
        ({"fee": "-1"}, "greater than or equal to 0"),
        ({"fee": "abc"}, "Enter a number."),
        ({"extra_fee": "sNaN"}, "Enter a number."),
        ({"first_units": "0"}, "greater than or equal to 1"),
        ({"first_units": "1"}, "In grams: 1000 is a kilogram."),
        ({"extra_units": "9" * 30}, "less than or equal to"),
        ({"free_pieces": "0"}, "greater than or equal to 1"),
        ({"free_from": "1.234"}, "no more than 2 decimal"),
    ],
)
def test_says_at_the_field_what_makes_no_sense(
    owner: Client, fields: dict[str, Any], message: str
) -> None:
    rate = make_rate(basis=Basis.WEIGHT, first_units=1000, extra_units=1000)
    make_tariff(rate, GANSU, first_units=1000, extra_units=1000)
    sent = filled(owner.get(url_of(rate)))
    name = next(iter(fields))

    response = owner.post(
        url_of(rate),
        sent | row(1, **{"first_units": "1000", "extra_units": "1000"} | fields),
    )

    inline = response.context["inline_admin_formsets"][0].formset
    assert message in str(inline.forms[1].errors[name])
    assert RegionTariff.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"basis": "weight"}, "first_units", "In grams"),
        ({"basis": "weight"}, "extra_units", "In grams"),
        ({"basis": "pieces", "first_units": "1000"}, "first_units", "999 at most"),
        ({"basis": "odd"}, "basis", "not one of the available choices"),
        ({"extra_fee": ""}, "extra_fee", "required"),
    ],
)
def test_says_at_the_field_of_the_rate_what_makes_no_sense(
    owner: Client, change: dict[str, str], field: str, message: str
) -> None:
    rate = make_rate()

    response = owner.post(url_of(rate), filled(owner.get(url_of(rate))) | change)

    assert message in str(response.context["adminform"].form.errors[field])
    rate.refresh_from_db()
    assert (rate.basis, rate.first_units) == (Basis.ORDER, 1)


def test_a_rate_changes_its_zone_only_with_its_regions(owner: Client) -> None:
    rate = make_rate()
    make_tariff(rate, TIBET)
    sent = filled(owner.get(url_of(rate)))

    response = owner.post(url_of(rate), sent | {"zone": "abroad"})

    assert "Tibet: not in the zone" in errors_of(response)
    rate.refresh_from_db()
    assert rate.zone == ShippingRate.Zone.DOMESTIC


def test_shows_what_some_parcels_cost(owner: Client) -> None:
    rate = make_rate(
        fee="12.00",
        basis=Basis.WEIGHT,
        first_units=1000,
        extra_units=1000,
        extra_fee=Decimal(4),
    )
    make_tariff(rate, GANSU, fee="20.00", first_units=5000)
    make_tariff(rate, TIBET, is_delivered=False)
    by_piece = make_rate(
        "piece", basis=Basis.PIECES, extra_fee=Decimal(2), free_pieces=10
    )

    page = text_of(owner.get(url_of(rate)))
    other = text_of(owner.get(url_of(by_piece)))

    for told in ("500 g: <b>¥12.00", "2 kg: <b>¥16.00", "5 kg: <b>¥28.00"):
        assert told in page
    assert "5 kg: <b>¥20.00" in page
    assert "Not delivered there." in page
    for told in ("1 piece: <b>¥12.00", "3 pieces: <b>¥16.00", "10 pieces: <b>free"):
        assert told in other


def test_the_list_says_it_in_words(owner: Client) -> None:
    make_rate(
        fee="12.00",
        basis=Basis.WEIGHT,
        first_units=1500,
        extra_units=500,
        extra_fee=Decimal(4),
        free_from="199.00",
        free_pieces=3,
    )

    page = text_of(owner.get("/admin/cart/shippingrate/"))

    assert "¥12.00 up to 1.5 kg, then ¥4.00 per 500 g" in page
    assert "¥199.00 or 3 pieces" in page


def test_costs_the_same_however_many_tariffs(owner: Client) -> None:
    rate, costs = make_rate(), []
    owner.get(url_of(rate))  # what a process asks once
    for region in (TIBET, XINJIANG, GANSU):
        make_tariff(rate, region)
        with CaptureQueriesContext(connection) as queries:
            owner.get(url_of(rate))
        costs.append(asked(queries))

    assert len(set(costs)) == 1


def test_a_clerk_of_operations_may_set_tariffs() -> None:
    rate = make_rate()
    clerk = client_of(make_clerk())

    response = clerk.post(url_of(rate), filled(clerk.get(url_of(rate))) | row(0))

    assert response.status_code == 302, errors_of(response)
    assert regions() == {"30.00": {TIBET}}
