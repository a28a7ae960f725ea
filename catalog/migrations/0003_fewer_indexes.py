"""Indexes that another one leads with, or that hold nothing but NULL for most rows, go
from shops that were set up with them; a new shop makes none."""

from django.db import migrations, models

SPARE = [
    "catalog_attributevalue_attribute_id_cb89e56d",
    "catalog_option_product_id_1626bd58",
    "catalog_optionvalue_option_id_412a2011",
    "catalog_variant_product_id_8a21d193",
    "catalog_pricelog_variant_id_0541c355",
    "catalog_stockmove_actor_id_8090dd1a",
]


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_charged_prices")]

    operations = [
        migrations.AddIndex(
            "stockmove",
            models.Index(
                fields=["actor"],
                condition=models.Q(actor__isnull=False),
                name="catalog_stockmove_by_staff",
            ),
        ),
        *(
            migrations.RunSQL(f'DROP INDEX IF EXISTS "{name}"', migrations.RunSQL.noop)
            for name in SPARE
        ),
    ]
