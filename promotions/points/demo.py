"""The demo shop's levels, and some points for one of its shoppers."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from promotions.points.models import Level
from promotions.points.services import adjust_points, member_of

LEVELS = [
    ("Guest of the house", "来客", "0", 0),
    ("Friend of the house", "常客", "1000", 3),
    ("Family", "家人", "5000", 6),
]
WELCOME = 1200


@transaction.atomic
def fill_points(now: datetime) -> None:
    """Do nothing if there are levels already.  Comes after `fill_accounts`."""
    if Level.objects.exists():
        return
    for name, chinese, spent, percent in LEVELS:
        Level.objects.create(
            name=name,
            from_spent=Decimal(spent),
            percent_off=percent,
            translations={"zh-hans": {"name": chinese}},
        )
    owner = User.objects.filter(is_superuser=True).first()
    mei = User.objects.filter(email="mei@example.com").first()
    if owner is None or mei is None:
        return
    adjust_points(
        member_id=member_of(owner_id=mei.pk).pk,
        points=WELCOME,
        reason="开业礼",
        actor_id=owner.pk,
        now=now,
    )
