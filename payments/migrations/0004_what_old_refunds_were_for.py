"""Old refunds were of whole orders: says so line by line, and keeps failed ones."""

from django.db import migrations


def fill(apps, schema_editor):
    refund = apps.get_model("payments", "Refund")
    part = apps.get_model("payments", "RefundLine")
    case = apps.get_model("payments", "MoneyCase")
    for row in refund.objects.select_related("attempt__order").iterator():
        order = row.attempt.order
        if row.cause == "staff" and row.amount == order.total:
            part.objects.bulk_create(
                part(
                    refund=row,
                    line=line,
                    quantity=line.quantity,
                    amount=line.total - line.shipping_share,
                    shipping=line.shipping_share,
                )
                for line in order.lines.all()
            )
        if row.status == "failed" and row.attempt.captured > row.attempt.refunded:
            case.objects.create(
                kind="refund_failed",
                order=order,
                attempt=row.attempt,
                refund=row,
                amount=row.amount,
                currency=order.currency,
                opened_at=row.requested_at,
            )


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0003_money_to_decide"),
        ("orders", "0004_where_old_orders_stand"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
