"""A refund above one's limit waits for a second person."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from orders.errors import NotThatMany
from orders.models import Order
from orders.states import Act, Actor, may_do
from payments.errors import (
    AlreadyDecided,
    AmountChanged,
    LimitTooLow,
    NothingToRefund,
    OwnProposal,
    ProposalWaits,
)
from payments.models import Refund, RefundProposal
from payments.services.giving_back import parts_of, refund_order
from payments.services.limits import check_alone, may_alone
from payments.services.refunding import Why
from payments.wishes import Wish
from shop.kernel.money import ZERO


@dataclass(frozen=True, kw_only=True)
class Given:
    """What became of a wish: a refund, or a proposal that waits."""

    refund: Refund | None = None
    proposal: RefundProposal | None = None


def amount_of(order: Order, *, wish: Wish) -> Decimal:
    """What a wish comes to now.  Raises NotThatMany, NothingToRefund."""
    return sum((part.total for part in parts_of(order, wish=wish)), ZERO)


@transaction.atomic
def give_back(
    *, order_id: int, wish: Wish, reason: str, staff: Any, now: datetime
) -> Given:
    """Refund within one's limit; above it, propose it to a second person.

    Raises NotThatMany, NothingToRefund, ProposalWaits; then nothing changed.
    """
    order = Order.objects.locked().get(pk=order_id)
    if not may_do(Act.REFUND, order.status, Actor.STAFF):
        raise NothingToRefund
    amount = amount_of(order, wish=wish)
    if not may_alone(staff, order_id=order_id, amount=amount, now=now):
        return Given(proposal=_propose(order, wish, amount, reason, staff, now))
    why = Why(cause=Refund.Cause.STAFF, reason=reason, actor_id=staff.pk)
    return Given(refund=refund_order(order_id=order_id, now=now, why=why, wish=wish))


@transaction.atomic
def approve_refund(*, proposal_id: int, staff: Any, now: datetime) -> Refund:
    """The second person agrees, within their own limit, and the money goes back.

    Raises AlreadyDecided, OwnProposal, LimitTooLow, AmountChanged (something went
    back meanwhile, or the order ended); then nothing changed.
    """
    proposal, order = _open(proposal_id)
    amount, wish = proposal.amount, Wish.from_json(proposal.wish)
    if proposal.proposer_id == staff.pk:
        raise OwnProposal(limit=amount)
    check_alone(staff, order_id=order.pk, amount=amount, now=now, error=LimitTooLow)
    if not _is_still(order, wish, amount):
        raise AmountChanged
    why = Why(cause=Refund.Cause.STAFF, reason=proposal.reason)
    why = replace(why, actor_id=proposal.proposer_id, approved_by_id=staff.pk)
    refund = refund_order(order_id=order.pk, now=now, why=why, wish=wish)
    _decide(proposal, RefundProposal.Outcome.APPROVED, staff, now, refund)
    return refund


@transaction.atomic
def decline_refund(*, proposal_id: int, staff: Any, now: datetime) -> None:
    """Nothing goes back; also for a proposer who thinks again.  Raises
    AlreadyDecided."""
    proposal, _order = _open(proposal_id)
    _decide(proposal, RefundProposal.Outcome.DECLINED, staff, now)


def _is_still(order: Order, wish: Wish, amount: Decimal) -> bool:
    if not may_do(Act.REFUND, order.status, Actor.STAFF):
        return False
    try:
        return amount_of(order, wish=wish) == amount
    except (NotThatMany, NothingToRefund):
        return False


def _propose(
    order: Order, wish: Wish, amount: Decimal, reason: str, staff: Any, now: datetime
) -> RefundProposal:
    if order.refund_proposals.filter(decided_at=None).exists():
        raise ProposalWaits
    return RefundProposal.objects.create(
        order=order,
        wish=wish.as_json(),
        amount=amount,
        reason=reason[:200],
        proposer=staff,
        proposed_at=now,
    )


def _open(proposal_id: int) -> tuple[RefundProposal, Order]:
    """The order's row first, then what waits on it."""
    order_id = RefundProposal.objects.values_list("order_id", flat=True).get(
        pk=proposal_id
    )
    order = Order.objects.locked().get(pk=order_id)
    proposal = RefundProposal.objects.get(pk=proposal_id)
    if proposal.decided_at is not None:
        raise AlreadyDecided
    return proposal, order


def _decide(
    proposal: RefundProposal,
    outcome: RefundProposal.Outcome,
    staff: Any,
    now: datetime,
    refund: Refund | None = None,
) -> None:
    proposal.outcome, proposal.refund = outcome, refund
    proposal.decided_at, proposal.decided_by = now, staff
    proposal.save()
