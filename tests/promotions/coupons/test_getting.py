"""Coupons for signing up, after an order, before they end, and when they have ended."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import OutboxMessage, User
from orders.services import confirm_receipt
from orders.services.receiving import complete_order
from promotions.coupons.errors import (
    AllGone,
    LimitReached,
    NewShoppersOnly,
    NoSuchCode,
    NotClaimable,
)
from promotions.coupons.jobs import (
    end_coupons,
    give_for_sign_up,
    tell_of_ending_coupons,
)
from promotions.coupons.models import Coupon, CouponTemplate
from promotions.coupons.services import (
    add_shared_code,
    grant_sign_up,
    redeem_code,
)
from promotions.coupons.states import CouponStatus, Way
from promotions.pausing import pause
from tests.accounts.factories import make_user
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order, ship
from tests.payments.factories import make_paid_order, pieces_back
from tests.promotions.coupons.factories import BEST, make_coupon, make_template

pytestmark = pytest.mark.django_db
S = CouponStatus


def newcomer(**facts) -> User:
    return make_user(date_joined=NOON, **facts)


def test_the_next_one_may_be_claimed_once_this_one_is_used() -> None:
    mei, template = make_user(), make_template(per_shopper=2)
    first = make_coupon(mei, template)
    Coupon.objects.filter(pk=first.pk).update(status=S.EXPIRED)

    second = make_coupon(mei, template)
    Coupon.objects.filter(pk=second.pk).update(status=S.EXPIRED)

    assert (first.slot, second.slot) == (1, 2)
    with pytest.raises(LimitReached):
        make_coupon(mei, template)
    template.refresh_from_db()
    assert template.claimed == 2


@pytest.mark.parametrize(
    "columns",
    [
        {"in_centre": False},
        {"claim_from": NOON + timedelta(hours=1)},
        {"claim_until": NOON},
        {"valid_from": NOON - timedelta(days=2), "valid_until": NOON},
    ],
)
def test_nothing_is_claimed_outside_its_window(columns) -> None:
    with pytest.raises(NotClaimable):
        make_coupon(make_user(), make_template(**columns))

    assert not Coupon.objects.exists()


def test_a_paused_one_is_claimed_by_nobody_and_stays_good() -> None:
    template, mei = make_template(), make_user()
    coupon = make_coupon(mei, template)
    pause(CouponTemplate, template.pk, now=NOON)

    template.refresh_from_db()
    with pytest.raises(NotClaimable):
        make_coupon(make_user(), template)
    assert make_order(make_variant(), owner=mei, wish=BEST).discount_amount == 5
    coupon.refresh_from_db()
    assert coupon.status == S.HELD


def test_one_for_new_shoppers_is_claimed_by_none_other() -> None:
    mei, template = make_user(), make_template(new_shoppers_only=True)
    make_order(make_variant(), owner=mei)

    with pytest.raises(NewShoppersOnly):
        make_coupon(mei, template)


def test_a_code_that_is_used_up_takes_nothing_from_the_total() -> None:
    template = make_template(by_code=True, total=2)
    add_shared_code(template_id=template.pk, text="ONCE", most_uses=1, now=NOON)
    redeem_code(code="once", owner_id=make_user().pk, address="", now=NOON)

    with pytest.raises(NoSuchCode):
        redeem_code(code="once", owner_id=make_user().pk, address="", now=NOON)

    template.refresh_from_db()
    assert (template.claimed, Coupon.objects.count()) == (1, 1)
    make_coupon(make_user(), template)
    with pytest.raises(AllGone):
        make_coupon(make_user(), template)


# --- given ----------------------------------------------------------------------------


def test_whoever_signs_up_gets_one(django_capture_on_commit_callbacks) -> None:
    make_template(at_sign_up=True, in_centre=False, valid_days=3650)
    form = {"email": "new@example.com", "password1": "a-long-one-2026"}

    with django_capture_on_commit_callbacks(execute=True):
        Client().post("/account/signup/", form)

    assert Coupon.objects.get().owner.email == "new@example.com"
    assert Coupon.objects.get().way == Way.SIGN_UP


def test_whom_the_message_missed_the_sweep_finds_once() -> None:
    make_template(at_sign_up=True)
    early = make_user(date_joined=NOON - timedelta(days=2))  # nothing was given out
    new = newcomer()
    newcomer(is_staff=True)

    assert (give_for_sign_up(NOON), give_for_sign_up(NOON)) == (1, 0)
    for known in (new, early):
        assert grant_sign_up(user_id=known.pk, now=NOON) == 0
    assert Coupon.objects.get().owner == new


def test_a_completed_order_brings_one() -> None:
    make_template(after_order=True, in_centre=False)
    mei = make_user()
    order = ship(make_paid_order(make_variant(), owner=mei))
    guests = ship(make_paid_order(make_variant()))
    sent_back = ship(make_paid_order(make_variant(), owner=make_user()))
    pieces_back(sent_back, 1)

    for one in (order, guests, sent_back):
        confirm_receipt(order_id=one.pk, now=NOON)
        complete_order(order_id=one.pk, now=NOON + timedelta(days=30))

    coupon = Coupon.objects.get()
    assert (coupon.owner, coupon.cause) == (mei, order.number)


# --- ending -----------------------------------------------------------------------------


def test_the_owner_is_told_once_before_they_end() -> None:
    mei = make_user(language="en")
    for days in (4, 4, 3):
        make_coupon(mei, make_template(valid_days=days))
    soon = NOON + timedelta(days=2)

    assert tell_of_ending_coupons(NOON) == 0
    assert (tell_of_ending_coupons(soon), tell_of_ending_coupons(soon)) == (1, 0)

    message = OutboxMessage.objects.get()
    assert message.recipient == mei.email
    assert message.subject == "3 of your coupons end soon"
    assert "Five off: ¥5 off, until" in message.body
    assert "/account/coupons/" in message.body


def test_nobody_is_told_of_what_is_used() -> None:
    make_coupon(make_user(), make_template(valid_days=4))
    Coupon.objects.update(status=S.EXPIRED)

    assert tell_of_ending_coupons(NOON + timedelta(days=2)) == 0
    assert not OutboxMessage.objects.exists()


def test_ends_by_the_clock_and_not_while_an_order_holds_it() -> None:
    mei, other = make_user(), make_user()
    for owner in (mei, other):
        make_coupon(owner, make_template(valid_days=1))
    make_order(make_variant(), owner=other, wish=BEST)

    assert end_coupons(NOON + timedelta(hours=23)) == 0
    assert end_coupons(NOON + timedelta(days=1)) == 1
    assert set(Coupon.objects.values_list("owner", "status")) == {
        (mei.pk, S.EXPIRED),
        (other.pk, S.HELD),
    }
