"""What one person may give back alone: by role, for an order, within a day."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from orders.models import Order
from orders.states import Actor, OrderStatus
from payments.errors import NeedsSecondPerson
from payments.models import Refund, RefundLimit, RefundProposal
from payments.services import Wish, approve_refund, cancel_order, give_back
from payments.services.limits import check_alone, limit_of, may_alone, used_up
from payments.services.proposing import Given
from tests.accounts.factories import make_user
from tests.admin.factories import make_clerk, make_owner
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.orders.factories import make_order, ship
from tests.payments.factories import fail, make_paid_order

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def dear_order(price: str = "1500.00", quantity: int = 2) -> Order:
    order = make_paid_order(make_variant(price=price), quantity=quantity)
    return ship(order)


def give(order: Order, staff: User, amount: str, *, now=NOON) -> Given:
    wish = Wish(amount=Decimal(amount))
    return give_back(
        order_id=order.pk, wish=wish, reason="broken", staff=staff, now=now
    )


# --- whose limit --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "limit"),
    [("operations", 2000), ("finance", 20000), ("support", 0), ("warehouse", 0)],
)
def test_every_role_has_its_own(role: str, limit: int) -> None:
    assert limit_of(make_clerk(role)) == limit


def test_the_owner_has_none() -> None:
    owner = make_owner()

    assert limit_of(owner) is None
    assert may_alone(owner, order_id=1, amount=Decimal(10**9), now=NOON)


def test_the_highest_of_several_roles_counts() -> None:
    clerk = make_clerk("operations")
    clerk.groups.add(Group.objects.get(name="finance"))

    assert limit_of(clerk) == 20000


def test_without_a_role_nothing_goes_back_alone() -> None:
    stranger = make_user(is_staff=True)

    with pytest.raises(NeedsSecondPerson) as refusal:
        check_alone(stranger, order_id=1, amount=Decimal("0.01"), now=NOON)

    assert refusal.value.limit == 0


def test_a_limit_is_what_the_owner_has_set() -> None:
    RefundLimit.objects.update_or_create(role="operations", defaults={"amount": 50})

    assert limit_of(make_clerk("operations")) == 50


# --- what counts against it ---------------------------------------------------------------


def test_up_to_the_limit_one_is_enough() -> None:
    given = give(dear_order(), make_clerk(), "2000.00")

    assert given.proposal is None
    assert (given.refund.amount, given.refund.approved_by) == (2000, None)


def test_a_cent_above_needs_a_second_person() -> None:
    order = dear_order()

    given = give(order, make_clerk(), "2000.01")

    order.refresh_from_db()
    assert (given.refund, given.proposal.amount) == (None, Decimal("2000.01"))
    assert (order.refunded, Refund.objects.count()) == (0, 0)


def test_small_steps_add_up() -> None:
    order, clerk = dear_order(), make_clerk()

    kinds = [give(order, clerk, "800.00").refund is not None for _ in range(3)]

    assert kinds == [True, True, False]
    assert used_up(clerk, order_id=order.pk, now=NOON) == 1600


def test_another_order_has_its_own() -> None:
    clerk = make_clerk()
    give(dear_order(), clerk, "2000.00")

    assert give(dear_order(), clerk, "2000.00").refund is not None


def test_another_person_has_their_own() -> None:
    order = dear_order()
    give(order, make_clerk(), "2000.00")

    assert give(order, make_clerk(), "999.00").refund is not None


def test_a_day_later_it_is_fresh() -> None:
    order, clerk = dear_order(), make_clerk()
    give(order, clerk, "2000.00")

    just_before = give(order, clerk, "1.00", now=NOON + A_DAY - timedelta(seconds=1))
    RefundProposal.objects.all().delete()
    later = give(order, clerk, "1.00", now=NOON + A_DAY)

    assert just_before.refund is None
    assert later.refund is not None


def test_a_refund_that_failed_does_not_count() -> None:
    order, clerk = dear_order(), make_clerk()
    fail(give(order, clerk, "2000.00").refund)

    assert used_up(clerk, order_id=order.pk, now=NOON) == 0


def test_what_two_agreed_to_is_the_second_ones() -> None:
    order, clerk, second = dear_order(), make_clerk(), make_clerk("finance")
    proposal = give(order, clerk, "2500.00").proposal
    approve_refund(proposal_id=proposal.pk, staff=second, now=NOON)

    assert used_up(clerk, order_id=order.pk, now=NOON) == 0
    assert used_up(second, order_id=order.pk, now=NOON) == 2500


# --- a whole order that is cancelled ------------------------------------------------------


def test_staff_cancel_within_their_limit_only() -> None:
    order, clerk = make_paid_order(make_variant(price="3000.00")), make_clerk()

    with pytest.raises(NeedsSecondPerson) as refusal:
        cancel_order(order_id=order.pk, now=NOON, actor=Actor.STAFF, user=clerk)

    order.refresh_from_db()
    assert refusal.value.limit == 2000
    assert (order.status, order.refunded) == (OrderStatus.AWAITING_SHIPMENT, 0)
    assert broken_laws() == {}


def test_a_buyer_cancels_whatever_it_cost() -> None:
    buyer = make_user()
    order = make_paid_order(make_variant(price="90000.00"), owner=buyer)

    cancel_order(order_id=order.pk, now=NOON, actor=Actor.BUYER, user=buyer)

    order.refresh_from_db()
    assert (order.status, order.refunded) == (OrderStatus.CANCELLED, order.total)


def test_what_is_cancelled_counts_against_the_limit() -> None:
    order, clerk = make_paid_order(make_variant(price="1000.00")), make_clerk()

    cancel_order(order_id=order.pk, now=NOON, actor=Actor.STAFF, user=clerk)

    assert used_up(clerk, order_id=order.pk, now=NOON) == order.total


def test_what_is_not_paid_is_cancelled_without_a_limit() -> None:
    order = make_order(make_variant(price="9000.00"))

    cancel_order(order_id=order.pk, now=NOON, actor=Actor.STAFF, user=make_clerk())

    order.refresh_from_db()
    assert order.status == OrderStatus.CANCELLED
