"""Statements and differences without a gateway that tells of them."""

from datetime import timedelta
from itertools import count

from payments.models import Difference, Statement, StatementLine
from tests.conftest import NOON

_numbers = count(1)


def make_statement() -> Statement:
    """A day that was asked for, and not read to its end."""
    starts_at = NOON.replace(hour=0)
    statement, _made = Statement.objects.get_or_create(
        gateway="demo",
        day=starts_at.date(),
        defaults={
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(days=1),
            "asked_at": NOON,
        },
    )
    return statement


def a_strange_row(**overrides: object) -> Difference:
    """Money that nobody here knows of."""
    number = f"G{next(_numbers)}"
    line = StatementLine.objects.create(
        statement=make_statement(),
        key=number,
        kind=StatementLine.Kind.PAYMENT,
        gateway_number=number,
        amount=30,
        currency="CNY",
        happened_at=NOON,
    )
    facts = {
        "kind": Difference.Kind.THEIRS_ONLY,
        "statement": line.statement,
        "line": line,
        "theirs": line.amount,
        "currency": line.currency,
        "found_at": NOON,
    }
    return Difference.objects.create(**facts | overrides)
