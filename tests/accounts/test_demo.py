"""The demo shop has a merchant, a clerk and two shoppers, and production has none."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from accounts.demo import CAST, fill_accounts
from accounts.models import Address, User
from accounts.roles import ROLES, ensure_roles
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def test_can_be_filled_twice() -> None:
    fill_accounts(NOON)
    fill_accounts(NOON)

    assert User.objects.count() == len(CAST)
    assert Address.objects.filter(is_default=True).count() == 2


@pytest.mark.parametrize(
    "login", [member["email"] for member in CAST] + ["13800138000"]
)
def test_each_of_them_can_log_in(client: Client, settings, login: str) -> None:
    fill_accounts(NOON)

    answer = client.post(
        "/account/login/", {"login": login, "password": settings.DEMO_PASSWORD}
    )

    assert answer.status_code == 302


def test_is_refused_in_production(settings) -> None:
    settings.IN_PRODUCTION = True

    with pytest.raises(ImproperlyConfigured):
        fill_accounts(NOON)

    assert not User.objects.exists()


def test_the_clerk_may_change_products_but_no_person() -> None:
    fill_accounts(NOON)
    clerk = User.objects.get(email="clerk@example.com")

    assert clerk.has_perms(["catalog.change_product", "orders.change_order"])
    assert not clerk.has_perm("accounts.change_user")
    assert not clerk.has_perm("catalog.delete_stockmove")


def test_roles_are_exactly_their_table() -> None:
    ensure_roles()
    finance = Group.objects.get(name="finance")
    finance.permissions.add(Permission.objects.get(codename="delete_user"))

    ensure_roles()

    assert Group.objects.count() == len(ROLES)
    assert not finance.permissions.filter(codename="delete_user").exists()
    assert all(group.permissions.exists() for group in Group.objects.all())


def test_every_line_of_the_table_names_something() -> None:
    models = {
        f"{app}.{model}"
        for app, model in Permission.objects.values_list(
            "content_type__app_label", "content_type__model"
        )
    }
    apps = {"promotions", "support"} | {name.partition(".")[0] for name in models}

    named = {line for table in ROLES.values() for line in table}
    assert named <= models | apps
