"""Above one's limit a refund waits until a second person agrees, or declines."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from orders.models import Order
from orders.states import OrderStatus
from payments.errors import (
    AlreadyDecided,
    AmountChanged,
    LimitTooLow,
    NeedsSecondPerson,
    NothingToRefund,
    OwnProposal,
    ProposalWaits,
)
from payments.models import Refund, RefundProposal
from payments.services import (
    Wish,
    approve_refund,
    decline_refund,
    give_back,
)
from tests.admin.factories import make_clerk, make_owner
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.orders.factories import make_order, ship
from tests.payments.factories import (
    make_paid_order,
    pieces_back,
    sum_back,
    whole_refund,
)

pytestmark = pytest.mark.django_db
LATER = NOON.replace(hour=15)
S = OrderStatus


def propose(order: Order, clerk: User, wish: Wish | None = None) -> RefundProposal:
    given = give_back(
        order_id=order.pk,
        wish=wish or Wish(),
        reason="broken",
        staff=clerk,
        now=NOON,
    )
    assert given.refund is None
    return given.proposal


def dear_order() -> Order:
    return make_paid_order(make_variant(price="3000.00"), quantity=2)


def refused(
    proposal: RefundProposal, staff: User, error: type[Exception]
) -> tuple[str, int]:
    """Agreeing fails with this error; what the order and the refunds are after it."""
    with pytest.raises(error):
        approve_refund(proposal_id=proposal.pk, staff=staff, now=LATER)
    proposal.refresh_from_db()
    assert broken_laws() == {}
    return proposal.order.status, Refund.objects.count()


def test_nothing_moves_until_somebody_agrees() -> None:
    order, clerk = dear_order(), make_clerk()

    proposal = propose(order, clerk, Wish(pieces={order.lines.get().pk: 1}))

    order.refresh_from_db()
    assert (proposal.amount, proposal.proposer) == (Decimal("3000.00"), clerk)
    assert (order.refunded, Refund.objects.count()) == (0, 0)
    assert order.lines.get().cancelled_quantity == 0


def test_the_second_person_sets_it_going() -> None:
    order, clerk, second = dear_order(), make_clerk(), make_clerk("finance")
    proposal = propose(order, clerk, Wish(pieces={order.lines.get().pk: 1}))

    refund = approve_refund(proposal_id=proposal.pk, staff=second, now=LATER)

    proposal.refresh_from_db()
    assert (refund.actor, refund.approved_by) == (clerk, second)
    assert (refund.amount, refund.reason) == (Decimal("3000.00"), "broken")
    assert (proposal.outcome, proposal.refund) == ("approved", refund)
    assert (proposal.decided_at, proposal.decided_by) == (LATER, second)
    assert order.lines.get().cancelled_quantity == 1
    assert broken_laws() == {}


def test_a_whole_refund_closes_the_order_when_it_is_agreed_to() -> None:
    order = dear_order()
    proposal = propose(order, make_clerk())

    approve_refund(proposal_id=proposal.pk, staff=make_owner(), now=LATER)

    order.refresh_from_db()
    assert (order.status, order.refunded) == (S.CANCELLED, order.total)


# --- who may agree ------------------------------------------------------------------


def test_nobody_agrees_to_their_own() -> None:
    clerk = make_clerk()
    proposal = propose(dear_order(), clerk)
    clerk.is_superuser = True  # not even as the owner
    clerk.save()

    assert refused(proposal, clerk, OwnProposal) == (S.AWAITING_SHIPMENT, 0)


def test_the_database_itself_refuses_one_person_for_both() -> None:
    clerk = make_clerk()
    proposal = propose(dear_order(), clerk)

    with pytest.raises(IntegrityError), transaction.atomic():
        RefundProposal.objects.filter(pk=proposal.pk).update(
            outcome="approved", decided_at=NOON, decided_by=clerk
        )


def test_the_second_person_has_a_limit_too() -> None:
    proposal = propose(dear_order(), make_clerk())

    assert refused(proposal, make_clerk(), LimitTooLow) == (S.AWAITING_SHIPMENT, 0)


def test_agreeing_in_small_steps_is_no_way_round() -> None:
    order, first, second = dear_order(), make_clerk(), make_clerk()
    sum_back(order, "1.00")  # by nobody: counts for nobody
    give_back(
        order_id=order.pk,
        wish=Wish(amount=Decimal(1500)),
        reason="",
        staff=first,
        now=NOON,
    )
    one = propose(order, first, Wish(amount=Decimal(1200)))
    approve_refund(proposal_id=one.pk, staff=second, now=NOON)
    other = propose(order, first, Wish(amount=Decimal(1200)))

    assert refused(other, second, LimitTooLow) == (S.AWAITING_SHIPMENT, 3)


def test_both_refusals_are_of_one_kind() -> None:
    assert issubclass(OwnProposal, NeedsSecondPerson)
    assert issubclass(LimitTooLow, NeedsSecondPerson)


# --- once -----------------------------------------------------------------------------


def test_one_waits_at_a_time() -> None:
    order, clerk = dear_order(), make_clerk()
    propose(order, clerk)

    with pytest.raises(ProposalWaits):
        propose(order, make_clerk())

    assert RefundProposal.objects.count() == 1


def test_the_database_itself_keeps_one_at_a_time() -> None:
    proposal = propose(dear_order(), make_clerk())
    proposal.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        proposal.save(force_insert=True)


@pytest.mark.parametrize("first", [approve_refund, decline_refund])
@pytest.mark.parametrize("then", [approve_refund, decline_refund])
def test_it_is_decided_once(first, then) -> None:
    proposal = propose(dear_order(), make_clerk())
    first(proposal_id=proposal.pk, staff=make_owner(), now=LATER)
    before = (RefundProposal.objects.values().get(), Refund.objects.count())

    with pytest.raises(AlreadyDecided):
        then(proposal_id=proposal.pk, staff=make_owner(), now=LATER)

    assert before == (RefundProposal.objects.values().get(), Refund.objects.count())


def test_declined_it_gives_back_nothing_and_makes_room() -> None:
    order, clerk = dear_order(), make_clerk()
    proposal = propose(order, clerk)

    decline_refund(proposal_id=proposal.pk, staff=make_clerk(), now=LATER)

    proposal.refresh_from_db()
    order.refresh_from_db()
    assert (proposal.outcome, order.refunded) == ("declined", 0)
    assert propose(order, clerk).pk != proposal.pk


def test_its_proposer_may_think_again() -> None:
    clerk = make_clerk()
    proposal = propose(dear_order(), clerk)

    decline_refund(proposal_id=proposal.pk, staff=clerk, now=LATER)

    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.decided_by) == ("declined", clerk)


# --- what happened in between -----------------------------------------------------------


def test_something_else_went_back_meanwhile() -> None:
    order = dear_order()
    proposal = propose(order, make_clerk())
    sum_back(order, "10.00")

    status, refunds = refused(proposal, make_owner(), AmountChanged)

    assert (status, refunds) == (S.AWAITING_SHIPMENT, 1)
    assert proposal.outcome == ""


def test_the_same_piece_went_back_meanwhile() -> None:
    order = dear_order()
    proposal = propose(order, make_clerk(), Wish(pieces={order.lines.get().pk: 2}))
    pieces_back(order, 1)

    assert refused(proposal, make_owner(), AmountChanged)[1] == 1


def test_the_order_ended_meanwhile() -> None:
    order = dear_order()
    proposal = propose(order, make_clerk())
    whole_refund(order)

    assert refused(proposal, make_owner(), AmountChanged) == (S.CANCELLED, 1)


def test_goods_were_sent_meanwhile() -> None:
    """All pieces of an unsent order bring the freight; of a sent one they do not."""
    order = dear_order()
    proposal = propose(order, make_clerk(), Wish(pieces={order.lines.get().pk: 2}))
    ship(order)

    assert refused(proposal, make_owner(), AmountChanged) == (S.SHIPPED, 0)


def test_what_can_not_go_back_can_not_be_proposed() -> None:
    order = make_order(make_variant(price="9000.00"))

    with pytest.raises(NothingToRefund):
        propose(order, make_clerk())

    assert not RefundProposal.objects.exists()
