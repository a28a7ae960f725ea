"""Indexes that another one leads with go from shops that were set up with them; a new
shop makes none."""

from django.db import migrations

SPARE = [
    "payments_refundline_refund_id_d434cea0",
    "payments_statementline_statement_id_0e2b52e7",
]


class Migration(migrations.Migration):
    dependencies = [("payments", "0014_refunds_of_failed_teams")]

    operations = [
        *(
            migrations.RunSQL(f'DROP INDEX IF EXISTS "{name}"', migrations.RunSQL.noop)
            for name in SPARE
        ),
    ]
