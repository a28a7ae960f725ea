"""What a wallet says of each coupon: until when, and why one can't be used."""

from datetime import timedelta

import pytest

from accounts.models import User
from promotions.coupons.models import Coupon
from promotions.coupons.selectors import Wallet, wallet
from tests.accounts.factories import make_user
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.promotions.coupons.factories import BEST, make_coupon, make_template

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


@pytest.fixture
def mei() -> User:
    return make_user()


def got(mei: User, name: str, **columns: object) -> Coupon:
    return make_coupon(mei, make_template(name=name, **columns))


def names(owned) -> list[str]:
    return [one.ticket.name for one in owned]


def of(mei: User, *, after: timedelta = timedelta()) -> Wallet:
    return wallet(mei.pk, now=NOON + after)


def test_what_ends_first_comes_first_and_counts_down_for_two_days(mei: User) -> None:
    for name, days in (("third", 9), ("first", 2), ("second", 3)):
        got(mei, name, valid_days=days)

    usable = of(mei).usable

    assert names(usable) == ["first", "second", "third"]
    assert [one.ends_soon for one in usable] == [True, False, False]
    assert names(of(mei, after=2 * A_DAY).expired) == ["first"]


def test_says_why_one_can_not_be_used_yet_or_any_more(mei: User) -> None:
    got(mei, "later", valid_from=NOON + A_DAY, valid_until=NOON + 9 * A_DAY)
    got(mei, "new", new_shoppers_only=True, valid_days=5)
    assert [bool(one.reason) for one in of(mei).usable] == [False, True]

    make_order(make_variant(), owner=mei)

    found = {one.ticket.name: one.reason for one in of(mei).usable}
    assert found["later"].startswith("Good from ")
    assert found["new"] == "For a first order only."
    assert not of(mei, after=A_DAY).usable[1].reason


def test_what_an_order_holds_is_no_longer_to_be_used(mei: User) -> None:
    got(mei, "held")
    order = make_order(make_variant(), owner=mei, wish=BEST)

    found = of(mei)

    assert (names(found.usable), names(found.used)) == ([], ["held"])
    assert (found.used[0].order_number, found.used[0].is_held) == (order.number, True)
