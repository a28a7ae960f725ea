"""Indexes that another one leads with go from shops that were set up with them; a new
shop makes none."""

from django.db import migrations

SPARE = [
    "cart_cartline_cart_id_c7b9981e",
    "cart_tariffregion_rate_id_6403aeb4",
    "cart_trialline_trial_id_e9934f2b",
]


class Migration(migrations.Migration):
    dependencies = [("cart", "0005_lab_campaigns")]

    operations = [
        *(
            migrations.RunSQL(f'DROP INDEX IF EXISTS "{name}"', migrations.RunSQL.noop)
            for name in SPARE
        ),
    ]
