"""`manage.py reconcile`: our books against a gateway's, for any day."""

from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from payments.errors import GatewayAway, NoStatements, StatementNotReady
from payments.gateways.base import Gateway
from payments.gateways.registry import keeping_books
from payments.models import Difference, Statement, StatementLine
from payments.models.statement import is_of_others
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
        except (GatewayAway, StatementNotReady) as error:
            away = _("It can't be reached, or gave no answer that can be trusted.")
            reason = error if isinstance(error, StatementNotReady) else away
            self.stderr.write(" ".join([f"{name}:", _("not read."), str(reason)]))
            return False
        self.tell(name, statement)
        return not statement.differences.filter(resolved_at=None).exists()

    def tell(self, name: str, statement: Statement) -> None:
        read = _(
            "payments %(payments)d (%(paid)s), refunds %(refunds)d (%(refunded)s), other "
            "rows %(others)d, fees %(fees)s"
        ) % {
            "payments": statement.payments,
            "paid": written(statement.paid),
            "refunds": statement.refunds,
            "refunded": written(statement.refunded),
            "others": statement.others,
            "fees": written(statement.fees),
        }
        self.stdout.write(f"{name}: {read}")
        strange = statement.lines.filter(is_of_others()).count()
        if strange:
            text = _("Rows of another application, without our number: %(count)d")
            self.stdout.write("  " + text % {"count": strange})
        found = statement.differences.select_related("attempt__order", "refund", "line")
        for one in found.order_by("pk"):
            state = one.get_ending_display() or pgettext("difference", "open").upper()
            self.stdout.write(f"  {state}: {_in_words(one)}")
        count = found.filter(resolved_at=None).count()
        self.stdout.write("  " + _("Open differences: %(count)d") % {"count": count})


def _chosen(code: str | None) -> list[Gateway]:
    gateways = keeping_books()
    if code is not None:
        gateways = [one for one in gateways if one.code == code]
    if not gateways:
        raise CommandError(str(NoStatements.message))
    return gateways


def _in_words(one: Difference) -> str:
    """What is known of it: a row of theirs, an attempt or a refund of ours, or both."""
    ours, line = one.refund or one.attempt, one.line
    kind = StatementLine.Kind.REFUND if one.refund else StatementLine.Kind.PAYMENT
    number = getattr(ours, "number", "") or getattr(ours, "out_trade_no", "")
    gateway_number = one.refund.gateway_number if one.refund else _trade_no(one)
    facts = {
        _("ours"): "" if one.ours is None else one.in_words(one.ours),
        _("theirs"): "" if one.theirs is None else one.in_words(one.theirs),
        _("our number"): number or (line.number if line else ""),
        _("gateway's number"): line.gateway_number if line else gateway_number,
        _("order"): one.attempt.order.number if one.attempt else "",
    }
    what = line.get_kind_display() if line else kind.label
    told = [f"{name} {fact}" for name, fact in facts.items() if fact]
    return " · ".join([str(what), one.get_kind_display(), *told])


def _trade_no(one: Difference) -> str:
    return one.attempt.trade_no or "" if one.attempt else ""
