"""A coupon for free delivery is kept where delivery is free already."""

import pytest
from django.urls import reverse

from promotions.offers.rule import Kind
from tests.accounts.factories import make_user
from tests.admin.factories import client_of
from tests.cart.factories import make_cart, make_rate
from tests.catalog.factories import make_variant
from tests.promotions.coupons.factories import make_coupon, make_freight, make_percent
from tests.promotions.factories import make_offer
from tests.walks import at_noon  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def test_by_an_offer_that_looks_at_the_end_too() -> None:
    mei = make_user()
    make_rate()
    make_coupon(mei, make_freight())
    make_coupon(mei, make_percent(10, name="Ten"))
    make_offer(Kind.FREIGHT, threshold=5)
    make_offer(percent=50)
    make_cart(make_variant(price="20.00"), owner=mei)

    page = client_of(mei).get(reverse("orders:checkout")).context["page"]

    found = [(one.ticket.name, one.saves, one.is_chosen) for one in page.coupons.usable]
    assert found == [("Ten", 1, True)]
    (kept,) = page.coupons.others
    assert (kept.ticket.name, kept.reason) == (
        "Free delivery",
        "Delivery is free already.",
    )
