"""The queue “money to decide”: what can be done about each case, once."""

from datetime import datetime
from typing import Any

from django.db import transaction

from orders.models import Order
from orders.services import keep_after_all, record_capture, renew_invoice
from orders.states import ENDED
from payments.errors import AlreadyDecided, LimitTooLow, NotPossible
from payments.models import MoneyCase, PaymentAttempt, Refund
from payments.services.limits import check_alone
from payments.services.refunding import Why, request_refund, write_refund
from payments.services.rows import attempt_beside

Decision, Kind = MoneyCase.Decision, MoneyCase.Kind


def decisions_for(case: MoneyCase) -> list[MoneyCase.Decision]:
    """What may be decided about it, the usual first."""
    if case.decided_at is not None:
        return []
    if case.kind == Kind.REFUND_FAILED:
        usual = [Decision.AGAIN, Decision.BY_HAND]
        return [*usual, Decision.KEEP] if _can_keep(case) else usual
    if case.kind == Kind.CHARGEBACK:
        return [Decision.SETTLED, Decision.KEEP]
    if case.kind == Kind.MISMATCH and _can_send_back(case):
        return [Decision.SEND_BACK, Decision.SETTLED]
    return [Decision.SETTLED]


@transaction.atomic
def decide_case(
    *, case_id: int, decision: str, reason: str, staff: Any, now: datetime
) -> MoneyCase:
    """Decide what becomes of the money and do it, in the books, at once.

    Raises AlreadyDecided, NotPossible, LimitTooLow, NothingToRefund; then nothing
    changed.
    """
    order_id = MoneyCase.objects.values_list("order_id", flat=True).get(pk=case_id)
    order = Order.objects.locked().get(pk=order_id)
    case = MoneyCase.objects.select_related("refund", "attempt", "order").get(
        pk=case_id
    )
    if case.decided_at is not None:
        raise AlreadyDecided
    if decision not in decisions_for(case):
        raise NotPossible
    if decision in GIVES_BACK:
        check_alone(
            staff, order_id=order_id, amount=case.amount, now=now, error=LimitTooLow
        )
    DOES[Decision(decision)](order, case, reason, staff, now)
    case.decision, case.reason = decision, reason[:200]
    case.decided_at, case.decided_by = now, staff
    case.save()
    return case


def _can_keep(case: MoneyCase) -> bool:
    """Money that was paid twice or too late is never the shop's."""
    refund = case.refund
    is_of_goods = refund is not None and refund.cause == Refund.Cause.STAFF
    return is_of_goods and case.order.status not in ENDED


def _can_send_back(case: MoneyCase) -> bool:
    """Another currency is in no book of this shop, and neither is a debt; what came
    as it should under the same number meanwhile is the order's."""
    known = PaymentAttempt.objects.filter(
        gateway=case.attempt.gateway, trade_no=case.trade_no
    )
    is_ours = case.currency == case.order.currency and case.amount > 0
    return is_ours and not known.exists()


def _again(
    order: Order, case: MoneyCase, reason: str, staff: Any, now: datetime
) -> None:
    refund, attempt = _failed(case), _held(case)
    why = _why(refund, reason, staff)
    request_refund(attempt=attempt, amount=case.amount, why=why, now=now)


def _by_hand(
    order: Order, case: MoneyCase, reason: str, staff: Any, now: datetime
) -> None:
    refund, attempt = _failed(case), _held(case)
    why = _why(refund, reason, staff)
    write_refund(attempt=attempt, amount=case.amount, why=why, now=now, by_hand=True)


def _keep(
    order: Order, case: MoneyCase, reason: str, staff: Any, now: datetime
) -> None:
    """A dispute that was won changes nothing: the money had never left the books."""
    if case.kind == Kind.CHARGEBACK:
        return
    keep_after_all(order, parts=_failed(case).parts(), now=now)
    renew_invoice(order, reason=reason, now=now, actor_id=staff.pk)


def _send_back(
    order: Order, case: MoneyCase, reason: str, staff: Any, now: datetime
) -> None:
    """It is counted as money of this order for as long as it takes to go back."""
    attempt = attempt_beside(case.attempt, amount=case.amount, now=now)
    attempt.capture(trade_no=case.trade_no, at=now)
    attempt.save()
    record_capture(order, amount=case.amount)
    why = Why(cause=Refund.Cause.WRONG, reason=reason, actor_id=staff.pk)
    request_refund(attempt=attempt, amount=case.amount, why=why, now=now)


def _settled(
    order: Order, case: MoneyCase, reason: str, staff: Any, now: datetime
) -> None:
    """Nothing in the books: the reason says what was done."""


def _failed(case: MoneyCase) -> Refund:
    if case.refund is None:
        raise NotPossible
    return case.refund


def _held(case: MoneyCase) -> PaymentAttempt:
    return PaymentAttempt.objects.locked().get(pk=case.attempt_id)


def _why(refund: Refund, reason: str, staff: Any) -> Why:
    return Why(
        cause=Refund.Cause(refund.cause),
        reason=reason,
        actor_id=staff.pk,
        parts=list(refund.parts().values()),
        repeats=refund,
    )


GIVES_BACK = {Decision.AGAIN, Decision.BY_HAND, Decision.SEND_BACK}
DOES = {
    Decision.AGAIN: _again,
    Decision.BY_HAND: _by_hand,
    Decision.KEEP: _keep,
    Decision.SEND_BACK: _send_back,
    Decision.SETTLED: _settled,
}
