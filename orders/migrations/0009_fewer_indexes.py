"""Indexes that another one leads with, or that hold nothing but NULL for most rows, go
from shops that were set up with them; a new shop makes none."""

from django.db import migrations, models

SPARE = [
    "orders_order_owner_id_b000b586",
    "orders_orderline_order_id_17f8f3ef",
    "orders_shipment_order_id_661ed8ed",
    "orders_shipmentline_shipment_id_fa484a42",
    "orders_discountshare_discount_id_43305b9f",
    "orders_draftline_draft_id_da5c6c89",
    "orders_trackingevent_shipment_id_a6d426c7",
    "orders_orderevent_actor_user_id_fd80d104",
]


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_orders_of_a_guest")]

    operations = [
        migrations.AddIndex(
            "orderevent",
            models.Index(
                fields=["actor_user"],
                condition=models.Q(actor_user__isnull=False),
                name="orders_event_by_account",
            ),
        ),
        *(
            migrations.RunSQL(f'DROP INDEX IF EXISTS "{name}"', migrations.RunSQL.noop)
            for name in SPARE
        ),
    ]
