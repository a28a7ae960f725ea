"""Members of a level pay the lower of the member price and every other."""

from decimal import Decimal

import pytest

from cart.selectors import cart_page
from promotions.models import Member
from promotions.points.pricing import member_prices
from promotions.points.services import member_of
from promotions.wishes import Shopper
from tests.cart.factories import make_cart
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.promotions.points.factories import make_level, make_member

pytestmark = pytest.mark.django_db


def page_for(spent: str | None):
    owner = make_member() if spent is not None else None
    if owner is not None:
        member_of(owner_id=owner.pk)
        Member.objects.update(spent=Decimal(spent or 0))
    return cart_page(make_cart(make_variant(price="19.99"), owner=owner), now=NOON)


@pytest.mark.parametrize(
    ("spent", "price", "name"),
    [
        (None, "19.99", ""),
        ("999", "19.99", ""),
        ("1000", "18.99", "Member price (Silver)"),
        ("5000", "17.99", "Member price (Gold)"),
    ],
)
def test_by_what_was_bought(spent: str | None, price: str, name: str) -> None:
    make_level("1000", 5, name="Silver")
    make_level("5000", 10)

    page = page_for(spent)

    assert page.quote.total == Decimal(price)
    assert page.lines[0].price_name == name
    assert [line.price_name for line in page.why] == [name]
    assert page.quote.lines[0].list_price == Decimal("19.99")


def test_asks_nothing_for_a_guest(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert member_prices([], Shopper(phone="13800138000"), NOON, {}) == {}
