"""Money that stood in notes gets its case, refunds asked for again know what they
repeat, and every role has its limit."""

import re
from decimal import Decimal, InvalidOperation

from django.db import migrations

from shop.kernel.fields import LARGEST_AMOUNT
from shop.kernel.money import rounded

NOTE = re.compile(r"^(?P<amount>\S+) (?P<currency>\S{1,3}) \((?P<trade_no>\S{1,64})\)$")
LIMITS = {"operations": 2000, "finance": 20000, "support": 0, "warehouse": 0}


def keep_old_disputes(apps, schema_editor):
    case = apps.get_model("payments", "MoneyCase")
    attempt = apps.get_model("payments", "PaymentAttempt")
    for row in attempt.objects.exclude(note="").select_related("order"):
        said = NOTE.match(row.note)
        if said is None:
            continue
        case.objects.get_or_create(
            kind="mismatch",
            attempt=row,
            trade_no=said["trade_no"],
            defaults={
                "order": row.order,
                "amount": _amount(said["amount"]),
                "currency": said["currency"],
                "opened_at": row.captured_at or row.opened_at,
            },
        )


def _amount(text):
    try:
        return max(min(rounded(Decimal(text)), LARGEST_AMOUNT), -LARGEST_AMOUNT)
    except InvalidOperation:
        return Decimal(0)


def keep_old_repeats(apps, schema_editor):
    """A failed refund without a case: all its money had gone back in another one."""
    case = apps.get_model("payments", "MoneyCase")
    refund = apps.get_model("payments", "Refund")
    for row in refund.objects.filter(status="failed", case=None).order_by("pk"):
        later = (
            refund.objects.filter(attempt=row.attempt, cause=row.cause, repeats=None)
            .filter(pk__gt=row.pk)
            .order_by("pk")
            .first()
        )
        if later is not None:
            later.repeats = row
            later.save(update_fields=["repeats"])
        case.objects.create(
            kind="refund_failed",
            order=row.attempt.order,
            attempt=row.attempt,
            refund=row,
            amount=row.amount,
            currency=row.attempt.currency,
            opened_at=row.requested_at,
            decision="again" if later else "settled",
            decided_at=later.requested_at if later else row.requested_at,
        )


def set_limits(apps, schema_editor):
    limit = apps.get_model("payments", "RefundLimit")
    for role, amount in LIMITS.items():
        limit.objects.get_or_create(role=role, defaults={"amount": amount})


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_what_old_refunds_were_for")]

    operations = [
        migrations.RunPython(keep_old_disputes, migrations.RunPython.noop),
        migrations.RunPython(keep_old_repeats, migrations.RunPython.noop),
        migrations.RunPython(set_limits, migrations.RunPython.noop),
    ]
