"""Our books and the gateways' own (domain §6): alike, or a difference says so."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from payments.models import (
    Difference,
    MoneyCase,
    PaymentAttempt,
    Refund,
    Statement,
    StatementLine,
)
from payments.services.missing import EDGE, told_of_payment, told_of_refund
from payments.states import RefundStatus
from shop.laws.law import law

READ = Statement.State.READ
LATELY = timedelta(days=40)
HERE = {"amount": OuterRef("amount"), "currency": OuterRef("currency")}


@law("A row of a statement is in our books, or a difference says so.")
def statement_rows_are_accounted_for(now: datetime) -> QuerySet[StatementLine]:
    trade = {"trade_no": OuterRef("gateway_number")} | HERE
    attempts = PaymentAttempt.objects.filter(gateway=OuterRef("statement__gateway"))
    cases = MoneyCase.objects.filter(attempt__gateway=OuterRef("statement__gateway"))
    refunds = Refund.objects.filter(
        attempt__gateway=OuterRef("statement__gateway"),
        amount=OuterRef("amount"),
        attempt__currency=OuterRef("currency"),
    )
    lines = StatementLine.objects.filter(statement__state=READ)
    mine = lines.exclude(kind=StatementLine.Kind.OTHER).filter(is_strange=False)
    return mine.filter(
        ~Exists(Difference.objects.filter(line=OuterRef("pk"))),
        ~Exists(attempts.filter(**trade)),
        ~Exists(attempts.filter(out_trade_no=OuterRef("number"), **HERE)),
        ~Exists(cases.filter(**trade)),
        ~Exists(refunds.filter(number=OuterRef("number"))),
        ~Exists(refunds.filter(gateway_number=OuterRef("gateway_number"))),
    )


@law(
    "What came in on one of the last days that a statement was read of is told of by a "
    "row, or a difference says so."
)
def statements_tell_of_our_money(now: datetime) -> QuerySet[PaymentAttempt]:
    """Midnights apart: there the neighbouring day may still be waited for."""
    lately = PaymentAttempt.objects.filter(captured_at__gte=now - LATELY)
    read = _read_around("captured_at", gateway="gateway")
    found = Difference.objects.filter(
        kind=Difference.Kind.OURS_ONLY, attempt=OuterRef("pk"), refund=None
    )
    return lately.filter(
        ~told_of_payment(OuterRef("gateway")), ~Exists(found), Exists(read)
    )


@law(
    "What a gateway gave back on one of the last days that a statement was read of is "
    "told of by a row, or a difference says so."
)
def statements_tell_of_our_refunds(now: datetime) -> QuerySet[Refund]:
    lately = Refund.objects.filter(
        status=RefundStatus.DONE, by_hand=False, done_at__gte=now - LATELY
    )
    found = Difference.objects.filter(
        kind=Difference.Kind.OURS_ONLY, refund=OuterRef("pk")
    )
    return lately.filter(
        ~told_of_refund(OuterRef("attempt__gateway")),
        ~Exists(found),
        Exists(_read_around("done_at", gateway="attempt__gateway")),
    )


def _read_around(moment: str, *, gateway: str) -> QuerySet[Statement]:
    return Statement.objects.filter(
        gateway=OuterRef(gateway),
        state=READ,
        starts_at__lte=OuterRef(moment) - EDGE,
        ends_at__gt=OuterRef(moment) + EDGE,
    )
