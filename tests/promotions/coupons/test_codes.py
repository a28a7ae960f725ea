"""A code brings its coupon while that is given out so, and is not guessed."""

from dataclasses import replace

import pytest

from accounts.errors import TooManyTries
from promotions.coupons.errors import NoSuchCode
from promotions.coupons.models import Coupon, CouponTemplate
from promotions.coupons.services import add_shared_code, claiming, redeem_code
from tests.accounts.factories import make_user
from tests.conftest import NOON
from tests.promotions.coupons.factories import make_template

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _hello() -> None:
    template = make_template(by_code=True)
    add_shared_code(template_id=template.pk, text="HELLO", most_uses=None, now=NOON)


def type_in(code: str) -> Coupon:
    """By somebody else each time, at the same address."""
    return redeem_code(
        code=code, owner_id=make_user().pk, address="192.0.2.7", now=NOON
    )


def test_many_accounts_of_an_address_guess_no_more_than_it_may(monkeypatch) -> None:
    few = replace(claiming.GUESSES_OF_AN_ADDRESS, amount=3)
    assert claiming.GUESSES_OF_AN_ADDRESS.amount == 200
    monkeypatch.setattr(claiming, "GUESSES_OF_AN_ADDRESS", few)

    for guess in ("A", "B", "C"):
        with pytest.raises(NoSuchCode):
            type_in(guess)
    with pytest.raises(TooManyTries):
        type_in("HELLO")


def test_brings_nothing_once_its_coupon_is_not_given_for_codes() -> None:
    assert type_in("hello").template == CouponTemplate.objects.get()
    CouponTemplate.objects.update(by_code=False)

    with pytest.raises(NoSuchCode):
        type_in("HELLO")

    assert Coupon.objects.count() == 1
