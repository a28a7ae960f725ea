"""`most_before`: the highest limit for a shopper that there was.  What it was until now
nobody noted; where somebody has more than the limit of today, it was as much as that."""

from django.db import migrations, models
from django.db.models import F, Max


def note_limits_before(apps, _editor):
    for name in ("FlashItem", "GroupCampaign"):
        limited = apps.get_model("promotions", name).objects
        counts = limited.annotate(most=Max("shoppers__taken")).order_by()
        above = counts.filter(most__gt=F("most_each"))
        for pk, most in above.values_list("pk", "most"):
            limited.filter(pk=pk, most_before__lt=most).update(most_before=most)


class Migration(migrations.Migration):

    dependencies = [
        ('promotions', '0009_silence'),
    ]

    operations = [
        migrations.AddField(
            model_name='flashitem',
            name='most_before',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='groupcampaign',
            name='most_before',
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.RunPython(note_limits_before, migrations.RunPython.noop),
    ]
