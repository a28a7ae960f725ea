"""Four processes fight for coupons, fifty rounds: no limit is passed, nothing is left
over, and a coupon is one order's.  Each race is also run without its guard.
"""

import random
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db.models import Count

from accounts.models import User
from orders.models import Order
from orders.services import place_order
from orders.states import Actor, OrderStatus
from payments.services import cancel_order, expire_order
from promotions.coupons.errors import AllGone, LimitReached
from promotions.coupons.models import Coupon, CouponCode, CouponTemplate
from promotions.coupons.services import (
    add_shared_code,
    claim_coupon,
    claiming,
    redeem_code,
    withdraw_code,
)
from promotions.coupons.states import IN_ORDERS, CouponStatus
from tests.accounts.factories import make_user
from tests.cart.factories import make_cart
from tests.catalog.factories import make_variant
from tests.concurrency.crowd import A_MOMENT
from tests.concurrency.processes import ROUNDS, SOME_ROUNDS, kinds, race
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.orders.factories import make_checkout, make_order
from tests.payments.factories import capture, make_attempt
from tests.promotions.coupons.factories import BEST, make_coupon, make_template

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

FEW = 10  # rounds in which a missing guard must show
Errors = list[list[str]]


def is_over(racing: Callable[[int], Errors]) -> bool:
    racing(FEW)
    return bool(broken_laws())


def claims_of(template: CouponTemplate) -> int:
    return Coupon.objects.filter(template=template).count()


# --- the total ------------------------------------------------------------------------


def claim_the_last(rounds: int) -> Errors:
    """Four shoppers, three coupons."""
    owners = [make_user() for _ in range(4)]
    templates = [make_template(total=3) for _ in range(rounds)]

    def claim(owner: User, number: int) -> None:
        claim_coupon(template_id=templates[number].pk, owner_id=owner.pk, now=NOON)

    return race(*(partial(claim, owner) for owner in owners), rounds=rounds)


def test_all_of_the_total_and_no_more() -> None:
    errors = claim_the_last(ROUNDS)

    assert errors == [["AllGone"]] * ROUNDS
    templates = CouponTemplate.objects.annotate(rows=Count("coupons"))
    assert set(templates.values_list("claimed", "rows")) == {(3, 3)}


def read_check_save(template: CouponTemplate) -> bool:
    row = CouponTemplate.objects.get(pk=template.pk)
    if row.is_gone:
        raise AllGone
    time.sleep(A_MOMENT)
    CouponTemplate.objects.filter(pk=row.pk).update(claimed=row.claimed + 1)
    return True


@pytest.mark.breaks_laws
def test_without_the_conditional_update_more_are_claimed(monkeypatch) -> None:
    monkeypatch.setattr(claiming, "count_claim", read_check_save)

    assert is_over(claim_the_last)


# --- one person's limit ------------------------------------------------------------------


def claim_twice(rounds: int) -> Errors:
    """One shopper, four browsers."""
    owner = make_user()
    templates = [make_template() for _ in range(rounds)]

    def claim(number: int) -> None:
        claim_coupon(template_id=templates[number].pk, owner_id=owner.pk, now=NOON)

    return race(*[claim] * 4, rounds=rounds)


def test_one_for_each_shopper() -> None:
    errors = claim_twice(ROUNDS)

    assert errors == [["AlreadyClaimed"] * 3] * ROUNDS
    assert Coupon.objects.count() == ROUNDS
    assert set(CouponTemplate.objects.values_list("claimed", flat=True)) == {1}


def count_only(template: CouponTemplate, *, owner_id: int, **_: object) -> int:
    """As limits are counted by beginners."""
    if Coupon.objects.filter(template=template, owner=owner_id).exists():
        raise LimitReached
    time.sleep(A_MOMENT)
    return random.randint(1, 30_000)  # noqa: S311


@pytest.mark.breaks_laws
def test_without_the_slot_one_shopper_gets_more(monkeypatch) -> None:
    monkeypatch.setattr(claiming, "next_slot", count_only)

    claim_twice(FEW)

    assert Coupon.objects.count() > FEW


# --- a code for one ------------------------------------------------------------------------


def redeem_together(rounds: int) -> Errors:
    """Four shoppers who were told the same code."""
    owners = [make_user() for _ in range(4)]
    template = make_template(by_code=True, per_shopper=100)
    for number in range(rounds):
        add_shared_code(
            template_id=template.pk, text=f"ONCE{number}", most_uses=1, now=NOON
        )

    def redeem(owner: User, number: int) -> None:
        """A while after the last one: nobody is a guesser, and none is unused."""
        at = NOON + timedelta(minutes=number)
        Coupon.objects.filter(owner=owner).update(
            status=CouponStatus.EXPIRED, order_number=None
        )
        redeem_code(code=f"once {number}", owner_id=owner.pk, address="", now=at)

    return race(*(partial(redeem, owner) for owner in owners), rounds=rounds)


def test_a_code_for_one_brings_one() -> None:
    errors = redeem_together(ROUNDS)

    assert errors == [["NoSuchCode"] * 3] * ROUNDS
    assert set(CouponCode.objects.values_list("uses", flat=True)) == {1}
    assert Coupon.objects.count() == CouponTemplate.objects.get().claimed == ROUNDS


def withdraw_while_it_is_redeemed(rounds: int) -> Errors:
    """A shopper and the merchant, each with the same code for one."""
    mei = make_user()
    template = make_template(by_code=True, per_shopper=100)
    rows = [
        add_shared_code(
            template_id=template.pk, text=f"gone {number}", most_uses=1, now=NOON
        )
        for number in range(rounds)
    ]

    def redeem(number: int) -> None:
        at = NOON + timedelta(hours=number)
        Coupon.objects.filter(owner=mei).update(status=CouponStatus.EXPIRED)
        redeem_code(code=f"gone {number}", owner_id=mei.pk, address="", now=at)

    def withdraw(number: int) -> None:
        withdraw_code(code_id=rows[number].pk, reason="Leaked", now=NOON)

    return race(redeem, withdraw, rounds=rounds)


def test_a_code_is_withdrawn_or_brings_a_coupon() -> None:
    errors = withdraw_while_it_is_redeemed(SOME_ROUNDS)

    assert {len(one) for one in errors} == {1}
    assert kinds(errors) <= {"NoSuchCode", "CodeNotGood"}
    assert not CouponCode.objects.filter(uses=1, withdrawn_at__isnull=False).exists()
    assert not CouponCode.objects.filter(uses=0, withdrawn_at=None).exists()
    assert Coupon.objects.count() == CouponCode.objects.filter(uses=1).count()


def use_carelessly(code: CouponCode) -> bool:
    row = CouponCode.objects.get(pk=code.pk)
    time.sleep(A_MOMENT)
    CouponCode.objects.filter(pk=code.pk).update(uses=1)
    return row.uses == 0


@pytest.mark.breaks_laws
def test_without_the_conditional_update_a_code_brings_more(monkeypatch) -> None:
    monkeypatch.setattr(claiming, "count_use", use_carelessly)
    # nor is the template's row held, which would have them follow one another
    monkeypatch.setattr(claiming, "count_claim", lambda template: True)

    redeem_together(FEW)

    assert "codes_within_their_uses" in broken_laws()


# --- used and cancelled at once ------------------------------------------------------------


def use_while_cancelled(rounds: int) -> Errors:
    """Paid, given up by the buyer, timed out, and wanted for another order."""
    owners = [make_user() for _ in range(rounds)]
    template = make_template()
    coupons = [make_coupon(owner, template) for owner in owners]
    cup, pot = make_variant(on_hand=rounds), make_variant(on_hand=rounds)
    orders = [make_order(cup, owner=owner, wish=BEST) for owner in owners]
    attempts = [make_attempt(order) for order in orders]
    end = orders[0].pay_by
    wishes = [make_checkout(make_cart(pot, owner=owner)) for owner in owners]
    assert {order.discount_amount for order in orders} == {5}

    def pay(number: int) -> None:
        capture(attempts[number], now=end)

    def cancel(number: int) -> None:
        cancel_order(order_id=orders[number].pk, now=end, actor=Actor.BUYER)

    def expire(number: int) -> None:
        expire_order(order_id=orders[number].pk, now=end)

    def want(number: int) -> None:
        """As it would be quoted if the coupon came back."""
        seen = wishes[number].seen_total - 5
        facts = vars(wishes[number]) | {"wish": BEST, "seen_total": seen}
        place_order(checkout=type(wishes[number])(**facts), now=end)

    errors = race(pay, cancel, expire, want, rounds=rounds)
    assert len(coupons) == Coupon.objects.count() == rounds
    return errors


def test_a_coupon_is_one_orders_whatever_happens_at_once() -> None:
    errors = use_while_cancelled(ROUNDS)

    assert kinds(errors) <= {"IllegalMove", "PriceChanged"}
    for coupon in Coupon.objects.all():
        orders = Order.objects.filter(owner=coupon.owner_id, discount_amount=5)
        live = orders.exclude(status=OrderStatus.CANCELLED)
        numbers = list(live.values_list("number", flat=True))
        assert numbers == [coupon.order_number] * (coupon.status in IN_ORDERS)


@pytest.mark.breaks_laws
def test_without_locks_a_coupon_is_used_and_back(without_order_locks) -> None:
    without_order_locks()

    assert is_over(use_while_cancelled)
