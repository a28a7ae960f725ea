"""The index of coupons to tell of holds no more than those that nobody used."""

from django.db import migrations, models

NAME = "promotions_coupon_to_remind"


class Migration(migrations.Migration):
    dependencies = [("promotions", "0012_prices_above_nothing")]

    operations = [
        migrations.RemoveIndex("coupon", NAME),
        migrations.AddIndex(
            "coupon",
            models.Index(
                fields=["remind_at"],
                condition=models.Q(status="unused", remind_at__isnull=False),
                name=NAME,
            ),
        ),
    ]
