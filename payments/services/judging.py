"""Does a row of a statement agree with our books?"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from payments.models import (
    Difference,
    MoneyCase,
    PaymentAttempt,
    Refund,
    StatementLine,
)
from payments.states import RefundStatus

Kind = StatementLine.Kind


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How a row differs, and which of ours it is about, as far as we know."""

    kind: Difference.Kind
    attempt: PaymentAttempt | None = None
    refund: Refund | None = None
    ours: Decimal | None = None


def judge(
    gateway: str, *, lines: Sequence[StatementLine]
) -> list[tuple[StatementLine, Verdict]]:
    """The rows that differ.  A fixed number of queries, however many rows there are.

    A sum that waits among the money to decide is in our books: it differs from its
    attempt, not from the statement.
    """
    payments = [line for line in lines if line.kind == Kind.PAYMENT]
    refunds = [line for line in lines if line.kind == Kind.REFUND]
    return [*_judge_payments(gateway, payments), *_judge_refunds(gateway, refunds)]


def _judge_payments(
    gateway: str, lines: Sequence[StatementLine]
) -> list[tuple[StatementLine, Verdict]]:
    trades, numbers = _named(lines)
    attempts = PaymentAttempt.objects.filter(gateway=gateway)
    by_trade = {one.trade_no: one for one in attempts.filter(trade_no__in=trades)}
    by_number = {
        one.out_trade_no: one for one in attempts.filter(out_trade_no__in=numbers)
    }
    cases = MoneyCase.objects.filter(
        kind__in=(MoneyCase.Kind.MISMATCH, MoneyCase.Kind.RETURNED),
        attempt__gateway=gateway,
        trade_no__in=trades,
    )
    by_case = {case.trade_no: case for case in cases.select_related("attempt")}
    found = []
    for line in lines:
        attempt = by_number.get(line.number)
        known: PaymentAttempt | MoneyCase | None = by_trade.get(line.gateway_number)
        known = known or by_case.get(line.gateway_number)
        if known is None and not line.gateway_number and attempt and attempt.captured:
            known = attempt
        verdict = _compare(line, known, attempt)
        if verdict:
            found.append((line, verdict))
    return found


def _compare(
    line: StatementLine,
    known: PaymentAttempt | MoneyCase | None,
    attempt: PaymentAttempt | None,
) -> Verdict | None:
    if known is None:
        return Verdict(kind=Difference.Kind.THEIRS_ONLY, attempt=attempt)
    if (known.amount, known.currency) == (line.amount, line.currency):
        return None
    return Verdict(
        kind=Difference.Kind.AMOUNT,
        attempt=known if isinstance(known, PaymentAttempt) else known.attempt,
        ours=known.amount,
    )


def _judge_refunds(
    gateway: str, lines: Sequence[StatementLine]
) -> list[tuple[StatementLine, Verdict]]:
    nameless = [line for line in lines if not line.number]
    trades, _nothing = _named(nameless)
    _trades, numbers = _named(lines)
    refunds = Refund.objects.filter(attempt__gateway=gateway).select_related("attempt")
    by_number = {one.number: one for one in refunds.filter(number__in=numbers)}
    by_trade = {
        one.gateway_number: one for one in refunds.filter(gateway_number__in=trades)
    }
    attempts = _paid(gateway, lines)
    found = []
    for line in lines:
        refund = (
            by_number.get(line.number)
            if line.number
            else by_trade.get(line.gateway_number)
        )
        attempt = attempts.get(line.payment_number)
        verdict = _compare_refund(line, refund, attempt)
        if verdict:
            found.append((line, verdict))
    return found


def _paid(gateway: str, lines: Sequence[StatementLine]) -> dict[str, PaymentAttempt]:
    """The payments that were given back, by the gateway's number."""
    numbers = {line.payment_number for line in lines} - {""}
    attempts = PaymentAttempt.objects.filter(gateway=gateway, trade_no__in=numbers)
    return {one.trade_no or "": one for one in attempts}


def _compare_refund(
    line: StatementLine, refund: Refund | None, attempt: PaymentAttempt | None
) -> Verdict | None:
    """What is on its way still, or failed by our books, went out by theirs."""
    if refund is None:
        return Verdict(kind=Difference.Kind.THEIRS_ONLY, attempt=attempt)
    same = (refund.amount, refund.attempt.currency) == (line.amount, line.currency)
    if same and refund.status == RefundStatus.DONE:
        return None
    return Verdict(
        kind=Difference.Kind.THEIRS_ONLY if same else Difference.Kind.AMOUNT,
        attempt=refund.attempt,
        refund=refund,
        ours=refund.amount,
    )


def _named(lines: Sequence[StatementLine]) -> tuple[set[str], set[str]]:
    trades = {line.gateway_number for line in lines} - {""}
    return trades, {line.number for line in lines} - {""}
