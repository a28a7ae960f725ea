"""A coupon goes with its order: held, used, and back (domain §7)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cart.models import Cart
from cart.selectors import cart_page
from orders.errors import PriceChanged
from orders.models import Order, OrderDiscount
from orders.services import (
    cancel_order,
    expire_order,
    place_order,
    record_capture,
    revive_order,
    settle_order,
)
from orders.states import Actor, OrderStatus
from promotions.coupons.errors import CouponGone
from promotions.coupons.models import Coupon
from promotions.coupons.services import hold_coupon
from promotions.coupons.states import CouponStatus
from promotions.wishes import NO_WISH, Wish
from tests.accounts.factories import make_user
from tests.cart.factories import make_cart
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_checkout, make_order, refused
from tests.promotions.coupons.factories import (
    BEST,
    make_coupon,
    make_freight,
    make_percent,
    make_template,
)

pytestmark = pytest.mark.django_db
S = CouponStatus
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def mei() -> User:
    return make_user()


def buy(owner: User, *, wish: Wish = BEST, price: str = "20.00", **facts) -> Order:
    return make_order(make_variant(price=price), owner=owner, wish=wish, **facts)


def pay(order: Order) -> Order:
    record_capture(order, amount=order.total)
    settle_order(order, now=NOON)
    order.refresh_from_db()
    return order


def state(coupon: Coupon) -> tuple[str, str | None]:
    coupon.refresh_from_db()
    return coupon.status, coupon.order_number


def test_the_best_is_taken_and_named(mei: User) -> None:
    make_coupon(mei)
    coupon = make_coupon(mei, make_percent(50))

    order = buy(mei)

    assert (order.total, order.discount_amount) == (Decimal(22), Decimal(10))
    assert state(coupon) == (S.HELD, order.number)
    discount = OrderDiscount.objects.get(order=order)
    assert (discount.kind, discount.name) == ("coupon", "50 %")
    assert discount.source == f"coupon:{coupon.template_id}"
    assert order.lines.get().discount_amount == 10


def test_another_one_or_none_may_be_wished_for(mei: User) -> None:
    five, half = make_coupon(mei), make_coupon(mei, make_percent(50))

    order = buy(mei, wish=Wish(coupon_id=five.pk, is_best=False))
    bare = buy(mei, wish=NO_WISH)

    assert (order.discount_amount, bare.discount_amount) == (5, 0)
    assert (state(five)[0], state(half)[0]) == (S.HELD, S.UNUSED)
    assert (order.promises, bare.promises) == ("coupon", "")


def test_is_used_once_paid(mei: User) -> None:
    coupon = make_coupon(mei)

    order = pay(buy(mei))

    assert state(coupon) == (S.USED, order.number)
    assert coupon.used_at == NOON


def test_free_delivery_takes_nothing_off_the_goods(mei: User) -> None:
    coupon = make_coupon(mei, make_freight())

    order = buy(mei)

    assert (order.shipping_amount, order.total) == (0, 20)
    assert order.free_delivery == "Free delivery"
    assert state(coupon) == (S.HELD, order.number)


def test_takes_nothing_off_the_delivery(mei: User) -> None:
    make_coupon(mei, make_template("500.00"))

    order = buy(mei, price="3.00")

    assert (order.discount_amount, order.shipping_amount, order.total) == (3, 12, 12)


@pytest.mark.parametrize("ending", ["cancelled", "timed out", "refunded"])
def test_comes_back_with_the_end_of_its_order(mei: User, ending: str) -> None:
    coupon = make_coupon(mei)
    order = buy(mei)

    if ending == "timed out":
        expire_order(order_id=order.pk, now=LATER)
    else:
        if ending == "refunded":
            pay(order)
        cancel_order(order_id=order.pk, now=LATER, actor=Actor.STAFF)

    assert state(coupon) == (S.UNUSED, None)
    assert coupon.used_at is None
    assert buy(mei).discount_amount == 5


def test_comes_back_expired_where_its_time_is_up(mei: User) -> None:
    coupon = make_coupon(mei, make_template(valid_days=1))
    order = buy(mei)

    cancel_order(order_id=order.pk, now=NOON + timedelta(days=2), actor=Actor.STAFF)

    assert state(coupon) == (S.EXPIRED, None)


def test_late_money_takes_it_again_even_after_its_time(mei: User) -> None:
    coupon = make_coupon(mei, make_template(valid_days=1))
    order = buy(mei)
    expire_order(order_id=order.pk, now=NOON + timedelta(days=2))
    order.refresh_from_db()

    assert revive_order(order, now=NOON + timedelta(days=2))

    assert state(coupon) == (S.USED, order.number)


def test_late_money_revives_nothing_where_another_order_has_it(mei: User) -> None:
    coupon = make_coupon(mei)
    first = buy(mei)
    expire_order(order_id=first.pk, now=LATER)
    second = buy(mei)
    first.refresh_from_db()

    assert not revive_order(first, now=LATER)

    assert first.status == OrderStatus.CANCELLED
    assert state(coupon) == (S.HELD, second.number)


def test_a_coupon_that_is_lost_meanwhile_is_said_and_nothing_is_ordered(mei) -> None:
    coupon = make_coupon(mei)
    cart = make_cart(make_variant(), owner=mei)
    wish = Wish(coupon_id=coupon.pk, is_best=False)
    checkout = make_checkout(cart, wish=wish)
    Coupon.objects.update(status=S.EXPIRED)

    error = refused(checkout, PriceChanged)

    assert (error.seen, error.total) == (27, 32)
    assert not Order.objects.exists()


def test_of_somebody_else_it_is_worth_nothing(mei: User) -> None:
    theirs = make_coupon(make_user())

    order = buy(mei, wish=Wish(coupon_id=theirs.pk, is_best=False))

    assert order.discount_amount == 0
    assert state(theirs)[0] == S.UNUSED


def test_for_new_shoppers_only_until_they_have_ordered(mei: User) -> None:
    template = make_template(new_shoppers_only=True)
    coupon = make_coupon(mei, template)
    first = buy(mei, wish=NO_WISH)

    assert buy(mei).discount_amount == 0
    for order in Order.objects.all():
        cancel_order(order_id=order.pk, now=NOON, actor=Actor.BUYER)
    assert buy(mei).discount_amount == 5
    assert state(coupon)[0] == S.HELD
    assert first.discount_amount == 0


def test_the_same_checkout_again_is_the_same_order(mei: User) -> None:
    make_coupon(mei)
    checkout = make_checkout(make_cart(make_variant(), owner=mei), wish=BEST)

    first, again = (place_order(checkout=checkout, now=NOON) for _ in "ab")

    assert (again.order, again.is_new) == (first.order, False)


def asked_for_coupons(cart: Cart) -> int:
    cart_page(cart, now=NOON)  # queries are put together once
    with CaptureQueriesContext(connection) as queries:
        cart_page(cart, now=NOON)
    return sum("promotions_coupon" in query["sql"] for query in queries)


def test_a_guest_costs_no_query_and_an_account_one(mei: User) -> None:
    guest, cart = make_cart(make_variant()), make_cart(make_variant(), owner=mei)

    assert (asked_for_coupons(guest), asked_for_coupons(cart)) == (0, 1)
    make_coupon(mei)
    assert asked_for_coupons(cart) == 1


@pytest.mark.parametrize("wrong", ["theirs", "used", "not yet", "over"])
def test_whatever_the_quote_says_only_a_good_one_is_held(mei: User, wrong: str) -> None:
    days = timedelta(days=2)
    facts = {"valid_from": NOON + days, "valid_until": NOON + 2 * days}
    coupon = make_coupon(mei, make_template(**facts if wrong == "not yet" else {}))
    if wrong == "used":
        Coupon.objects.update(status=S.USED, order_number="A1")
    moment = NOON + 9 * days if wrong == "over" else NOON
    owner = make_user() if wrong == "theirs" else mei

    with pytest.raises(CouponGone):
        hold_coupon(coupon_id=coupon.pk, owner_id=owner.pk, number="A2", now=moment)

    assert not Coupon.objects.filter(order_number="A2").exists()
