"""A product's page offers the coupons that are good for it, to claim them there."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog.showcase import Viewed, asked_for_panels
from promotions.coupons.models import Coupon
from promotions.coupons.panels import panels
from promotions.scopes import Scope
from tests.accounts.factories import make_user
from tests.catalog.factories import make_category, make_variant
from tests.conftest import NOON
from tests.promotions.coupons.factories import make_coupon, make_template
from tests.promotions.coupons.test_pages import SAME_ORIGIN, client_of, text_of
from tests.walks import at_noon  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def product_url(variant: Any) -> str:
    return reverse("catalog:product", args=[variant.product.slug])


def test_a_product_has_the_coupons_that_are_good_for_it() -> None:
    shelf, pot, cup = make_category(), make_variant(), make_variant()
    pot.product.categories.add(make_category(parent=shelf))
    make_template(name="For pots", scope=Scope(categories=frozenset({shelf.pk})))
    make_template(name="For cups", scope=Scope(products=frozenset({cup.product_id})))
    make_template(name="Hidden", in_centre=False)
    make_coupon(make_user(), make_template(name="Gone", total=1))

    guest, own = (
        client.get(product_url(pot)) for client in (Client(), client_of(make_user()))
    )

    assert guest.content == own.content
    page = text_of(guest)
    assert "Get coupons" in page
    assert "For pots" in page
    assert not [name for name in ("For cups", "Hidden", "Gone") if f">{name}<" in page]


def test_coupons_cost_a_products_page_no_query_of_their_own(
    django_assert_num_queries: Any,
) -> None:
    shelf, pot = make_category(), make_variant()
    pot.product.categories.add(shelf)
    for _ in range(3):
        make_template(scope=Scope(categories=frozenset({shelf.pk})))
    viewed = Viewed(id=pot.product_id, url="/", shelves=frozenset({shelf.pk}), now=NOON)

    answers = asked_for_panels(product_id=pot.product_id, now=NOON)
    with django_assert_num_queries(0):
        row, sheet = panels(answers, viewed)

    assert (len(row.context["offers"]), len(sheet.context["offers"])) == (2, 3)


def test_a_claim_is_answered_in_its_ticket() -> None:
    mei = make_user()
    template, client = make_template(), client_of(mei)
    htmx = {"headers": SAME_ORIGIN | {"HX-Request": "true"}}
    sent = {"coupon": template.pk, "back": "/products/pot/"}
    url = reverse("promotions:claim-coupon")

    first, again = (client.post(url, sent, **htmx) for _ in "ab")
    guest = Client().post(url, sent, **htmx)
    lured = Client().post(url, sent | {"back": "https://evil.example/"}, **htmx)

    assert (first.status_code, again.status_code) == (200, 409)
    assert "The coupon is in your wallet." in text_of(first)
    assert "You have this coupon already" in text_of(again)
    assert Coupon.objects.get().owner == mei
    login = "/account/login/?next="
    assert guest["HX-Redirect"] == f"{login}%2Fproducts%2Fpot%2F"
    assert lured["HX-Redirect"] == f"{login}%2Fcoupons%2F"
