"""`manage.py reconcile`: our books against a gateway's, for any day."""

from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from payments.errors import GatewayAway, NoStatements, StatementNotReady
from payments.gateways.base import Gateway
from payments.gateways.registry import keeping_books
from payments.models import Difference, Statement
from payments.services import reconcile
from payments.services.statements import A_DAY
from shop.kernel.clock import now
from shop.kernel.money import written


class Command(BaseCommand):
    help = (
        "Read a payment gateway's statement and compare it with our books.  Exit code 1 "
        "when a difference of that day is open, or the statement could not be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--gateway", help="one of them (all that are set up)")
        parser.add_argument(
            "--date",
            type=date.fromisoformat,
            help="a day by the gateway's own clock, YYYY-MM-DD (yesterday)",
        )

    def handle(self, *, gateway: str | None, date: date | None, **options: Any) -> None:
        at = now()
        read = [self.read(one, date, at) for one in _chosen(gateway)]
        if not all(read):
            raise SystemExit(1)

    def read(self, gateway: Gateway, day: date | None, at: datetime) -> bool:
        """Is all well with that day?"""
        day = day or at.astimezone(gateway.zone).date() - A_DAY
        name = f"{gateway.code} {day.isoformat()}"
        try:
            statement = reconcile(gateway=gateway.code, day=day, now=at)
        except (GatewayAway, StatementNotReady) as reason:
            self.stderr.write(f"{name}: not read.  {reason}")
            return False
        self.tell(name, statement)
        return not statement.differences.filter(resolved_at=None).exists()

    def tell(self, name: str, statement: Statement) -> None:
        self.stdout.write(
            f"{name}: {statement.payments} payments of {written(statement.paid)}, "
            f"{statement.refunds} refunds of {written(statement.refunded)}, "
            f"{statement.others} other rows, fees {written(statement.fees)}"
        )
        found = statement.differences.select_related("attempt__order", "refund", "line")
        for one in found.order_by("pk"):
            state = one.get_ending_display() if one.ending else "OPEN"
            self.stdout.write(f"  {state}: {_in_words(one)}")
        open_ones = found.filter(resolved_at=None).count()
        self.stdout.write(
            f"  {open_ones} differences are open" if open_ones else "  nothing is open"
        )


def _chosen(code: str | None) -> list[Gateway]:
    gateways = keeping_books()
    if code is not None:
        gateways = [one for one in gateways if one.code == code]
    if not gateways:
        raise CommandError(str(NoStatements.message))
    return gateways


def _in_words(one: Difference) -> str:
    names = [one.refund and one.refund.number, one.attempt and one.attempt.out_trade_no]
    theirs = one.line and str(one.line)
    order = one.attempt and one.attempt.order.number
    facts = [
        one.get_kind_display(),
        f"ours {one.in_words(one.ours)}",
        f"theirs {one.in_words(one.theirs)}",
        f"our number {next(filter(None, names), '–')}",
        f"gateway's number {theirs or '–'}",
        f"order {order or '–'}",
    ]
    return ", ".join(facts)
