"""Indexes that another one leads with, or that hold nothing but NULL for most rows, go
from shops that were set up with them; a new shop makes none."""

from django.db import migrations, models

SPARE = [
    "promotions_offertier_offer_id_c74edb44",
    "promotions_scheduledprice_variant_id_a8c6c747",
    "promotions_flashsession_sale_id_ab30ef76",
    "promotions_flashitem_session_id_e38e69e2",
    "promotions_flashshopper_item_id_ca236020",
    "promotions_flashclaim_item_id_d7e4a956",
    "promotions_coupon_template_id_2cbb16b0",
    "promotions_coupon_owner_id_b36936cb",
    "promotions_flashreminder_session_id_48288c63",
    "promotions_groupoffer_campaign_id_6d7e8bb6",
    "promotions_groupshopper_campaign_id_efae1415",
    "promotions_pointsentry_actor_id_0ce6862e",
]


class Migration(migrations.Migration):
    dependencies = [("promotions", "0010_limits_before")]

    operations = [
        migrations.AddIndex(
            "pointsentry",
            models.Index(
                fields=["actor"],
                condition=models.Q(actor__isnull=False),
                name="promotions_points_by_staff",
            ),
        ),
        *(
            migrations.RunSQL(f'DROP INDEX IF EXISTS "{name}"', migrations.RunSQL.noop)
            for name in SPARE
        ),
    ]
