"""People to test with, made as the shop makes them."""

from itertools import count
from typing import Any

from allauth.account.models import EmailAddress

from accounts.models import Address, User
from accounts.services import save_address

_numbers = count(1)
PASSWORD = "try-the-shop-2026"
SHANGHAI = {
    "name": "林美",
    "phone": "13800138000",
    "country": "CN",
    "province": "上海市",
    "city": "上海市",
    "district": "徐汇区",
    "detail": "武康路 100 弄",
    "postal_code": "200031",
}


def make_user(**overrides: Any) -> User:
    """An account whose mail address, if it has one, is confirmed."""
    fields = {"email": f"shopper-{next(_numbers)}@example.com", "password": PASSWORD}
    user = User.objects.create_user(**fields | overrides)
    if user.email:
        EmailAddress.objects.create(
            user=user, email=user.email, primary=True, verified=True
        )
    return user


def make_mei(**overrides: Any) -> User:
    return make_user(**{"email": "mei@example.com"} | overrides)


def make_staff(**overrides: Any) -> User:
    return make_user(is_staff=True, **overrides)


def make_address(owner: User, **overrides: str) -> Address:
    return save_address(owner_id=owner.pk, fields=SHANGHAI | overrides)
