"""A token opens what is its holder's, until it is over; then it is as if there were none."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.test import Client

from accounts.adapter import AccountAdapter
from accounts.models import ApiToken, User
from accounts.services.tokens import holder_of, issue_token
from tests.accounts.factories import PASSWORD, make_mei, make_user
from tests.api.calling import call, token_of
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
NEW = "another-password-2026"


def opens(token: str) -> bool:
    return holder_of(token, now=NOON) is not None


def test_is_kept_nowhere() -> None:
    token = token_of(make_mei())

    row = ApiToken.objects.values().get()

    assert token not in str(row)


def test_ends_at_its_time() -> None:
    token = issue_token(user=make_mei(), wish=60, now=NOON).token

    assert holder_of(token, now=NOON + timedelta(seconds=59))
    assert not holder_of(token, now=NOON + timedelta(seconds=60))


def test_ends_at_once_when_it_is_given_back_and_no_other_does() -> None:
    mei = make_mei()
    token, other = token_of(mei), token_of(mei)

    assert call("POST", "/auth/logout", token=token).status == 204

    assert call("POST", "/auth/logout", token=token).refused == (401, "AUTH_FAILED")
    assert opens(other)


def by_hand(user: User) -> None:
    user.set_password(NEW)
    user.save()


def in_the_shop(user: User) -> None:
    client = Client()
    client.force_login(user)
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/account/password/change/", form).status_code == 302


def on_the_command_line(user: User) -> None:
    def again(**_: object) -> str:
        return NEW

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("getpass.getpass", again)
        call_command("changepassword", user.email, stdout=StringIO())


def in_the_table(user: User) -> None:
    User.objects.filter(pk=user.pk).update(password=make_password(NEW))


def by_the_adapter(user: User) -> None:
    AccountAdapter().set_password(user, NEW)


def closed(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize(
    "change",
    [by_hand, in_the_shop, on_the_command_line, in_the_table, by_the_adapter, closed],
)
def test_ends_however_the_password_changes(change: Callable[[User], None]) -> None:
    mei, stranger = make_mei(), token_of(make_user())
    token = token_of(mei)

    change(mei)

    assert not opens(token)
    assert opens(stranger)


@pytest.mark.parametrize(
    "shown",
    [
        "{}",
        "Basic {}",
        "Bearer",
        "Bearer ",
        "Bearer {}x",
        "Bearer {} {}",
        "Bearer \u00ff\ud83d",
        "Token {}",
        "Bearer " + "x" * 5000,
        "Bearer '; DROP TABLE",
    ],
)
def test_what_is_no_token_opens_nothing(shown: str) -> None:
    token = token_of(make_mei())
    header = shown.replace("{}", token)

    answer = call("POST", "/auth/logout", Authorization=header)

    assert answer.refused == (401, "AUTH_FAILED")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_costs_one_question(django_assert_num_queries) -> None:
    token = token_of(make_mei())

    with django_assert_num_queries(2):
        call("POST", "/auth/logout", token=token)
