"""`manage.py demo_bank fault …`: plan what the demo bank does wrong next."""

from argparse import ArgumentParser
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from payments.gateways.demo.faults import POSSIBLE, behave, misbehave
from payments.models import DemoFault
from shop.kernel.money import to_minor

KINDS = "; ".join(f"{name}: {', '.join(sorted(POSSIBLE[name]))}" for name in POSSIBLE)


class Command(BaseCommand):
    help = "Steer the demo bank: list, add or clear what it does wrong next."

    def add_arguments(self, parser: ArgumentParser) -> None:
        fault = parser.add_subparsers(required=True).add_parser(
            "fault", help="what the bank does wrong next"
        )
        deeds = fault.add_subparsers(dest="deed", required=True)
        deeds.add_parser("list", help="what is planned, and how often it still comes")
        deeds.add_parser("clear", help="let the bank behave")
        add = deeds.add_parser("add", help="plan a fault", epilog=f"Kinds: {KINDS}.")
        add.add_argument("operation", choices=list(POSSIBLE))
        add.add_argument("kind", choices=sorted(DemoFault.Kind.values))
        add.add_argument("--times", type=int, default=1, help="so often (1)")
        add.add_argument("--number", default="", help="for this trade or refund only")
        add.add_argument("--seconds", type=float, help="how late (8)")
        add.add_argument("--amount", type=_amount, help="what is taken instead")

    def handle(self, *, deed: str, **options: Any) -> None:
        if not settings.DEMO_GATEWAY:
            raise CommandError("The demo gateway is switched off.")
        if deed == "add":
            self.add(**options)
        elif deed == "clear":
            self.stdout.write(f"{behave()} forgotten")
        for fault in DemoFault.objects.filter(left__gt=0):
            self.stdout.write(_line(fault))

    def add(
        self,
        *,
        operation: str,
        kind: str,
        times: int,
        seconds: float | None,
        **how: Any,
    ) -> None:
        wait = None if seconds is None else timedelta(seconds=seconds)
        planned = {name: how[name] for name in ("number", "amount")}
        try:
            misbehave(operation, kind, times=times, wait=wait, **planned)
        except ValueError as error:
            raise CommandError(f"{error} {KINDS}.") from error


def _amount(text: str) -> Decimal:
    """Raises ValueError, which argparse turns into a refusal."""
    try:
        amount = Decimal(text)
        to_minor(amount)
    except (InvalidOperation, OverflowError) as error:
        raise ValueError(text) from error
    return amount


def _line(fault: DemoFault) -> str:
    parts = [f"{fault.operation} {fault.kind}, {fault.left} more"]
    if fault.number:
        parts.append(f"for {fault.number}")
    if fault.wait is not None:
        parts.append(f"{fault.wait.total_seconds():g} s")
    if fault.amount is not None:
        parts.append(str(fault.amount))
    return ", ".join(parts)
