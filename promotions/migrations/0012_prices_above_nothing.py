"""A flash or group price of nothing, legal until now, becomes the least there is: its
campaign may be over and its orders have prices of their own."""

import promotions.allotments
import shop.kernel.fields
from django.db import migrations, models

TABLES = ["promotions_flashitem", "promotions_groupoffer"]


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0003_fewer_indexes'),
        ('promotions', '0011_fewer_indexes'),
    ]

    operations = [
        *(
            migrations.RunSQL(
                f"UPDATE {table} SET price = 1 WHERE price < 1", migrations.RunSQL.noop
            )
            for table in TABLES
        ),
        migrations.RemoveConstraint(
            model_name='flashitem',
            name='promotions_flash_item_sane',
        ),
        migrations.RemoveConstraint(
            model_name='groupoffer',
            name='promotions_group_offer_sane',
        ),
        migrations.AlterField(
            model_name='flashitem',
            name='price',
            field=shop.kernel.fields.AmountField(validators=[promotions.allotments.above_nothing], verbose_name='flash price'),
        ),
        migrations.AlterField(
            model_name='groupoffer',
            name='price',
            field=shop.kernel.fields.AmountField(validators=[promotions.allotments.above_nothing], verbose_name='group price'),
        ),
        migrations.AddConstraint(
            model_name='flashitem',
            constraint=models.CheckConstraint(condition=models.Q(('allotment__gte', 1), ('most_each__gte', 1), ('price__gt', 0)), name='promotions_flash_item_sane'),
        ),
        migrations.AddConstraint(
            model_name='groupoffer',
            constraint=models.CheckConstraint(condition=models.Q(('allotment__gte', 1), ('price__gt', 0)), name='promotions_group_offer_sane'),
        ),
    ]
