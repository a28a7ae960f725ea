"""The cast of the demo shop: a merchant, a clerk and two shoppers."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from accounts.models import User
from accounts.roles import ensure_roles
from accounts.services import save_address

CAST: list[dict[str, Any]] = [
    {
        "email": "owner@example.com",
        "name": "Owner",
        "is_staff": True,
        "is_superuser": True,
        "language": "en",
    },
    {
        "email": "clerk@example.com",
        "name": "Clerk",
        "is_staff": True,
        "language": "zh-hans",
    },
    {
        "email": "mei@example.com",
        "phone": "+8613800138000",
        "name": "林美",
        "language": "zh-hans",
    },
    {"email": "tom@example.com", "name": "Tom Baker", "language": "en"},
]
GROUPS = {"clerk@example.com": "operations"}
ADDRESSES = {
    "mei@example.com": {
        "name": "林美",
        "phone": "13800138000",
        "country": "CN",
        "province": "上海市",
        "city": "上海市",
        "district": "徐汇区",
        "detail": "武康路 100 弄 8 号 302 室",
        "postal_code": "200031",
    },
    "tom@example.com": {
        "name": "Tom Baker",
        "phone": "13900139000",
        "country": "CN",
        "province": "浙江省",
        "city": "Hangzhou",
        "district": "Xihu",
        "detail": "Flat 1203, Building 6, 88 Wensan Road",
        "postal_code": "310012",
    },
}


@transaction.atomic
def fill_accounts(now: datetime) -> None:
    """Make the cast, or leave it as it is.  Raises ImproperlyConfigured in production."""
    if settings.IN_PRODUCTION:
        raise ImproperlyConfigured("Demo accounts have a known password.")
    ensure_roles()
    for member in CAST:
        if not User.objects.filter(email=member["email"]).exists():
            _make(member, now)


def _make(member: dict[str, Any], now: datetime) -> None:
    """Verified, so that the mail address works for log-in and a second factor."""
    user = User.objects.create_user(
        password=settings.DEMO_PASSWORD, date_joined=now, **member
    )
    email = member["email"]
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    if group := GROUPS.get(email):
        user.groups.add(Group.objects.get(name=group))
    if address := ADDRESSES.get(email):
        save_address(owner_id=user.pk, fields=address)
