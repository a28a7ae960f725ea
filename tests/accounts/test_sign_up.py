"""An e-mail or a phone, a password, and one is in."""

from unittest.mock import patch

import pytest
from django.db import IntegrityError
from django.test import Client

from accounts.models import OutboxMessage, User
from tests.accounts.factories import PASSWORD, make_mei

pytestmark = pytest.mark.django_db
SIGN_UP = "/account/signup/"


def test_takes_an_email(client: Client) -> None:
    answer = client.post(
        SIGN_UP, {"email": "New@Example.com", "password1": PASSWORD, "name": "新人"}
    )

    user = User.objects.get()
    assert answer["Location"] == "/account/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (user.email, user.phone, user.name) == ("new@example.com", None, "新人")
    assert user.language == "en"


def test_asks_to_confirm_the_email(client: Client) -> None:
    client.post(SIGN_UP, {"email": "new@example.com", "password1": PASSWORD})

    message = OutboxMessage.objects.get()
    assert message.recipient == "new@example.com"
    assert "/account/confirm-email/" in message.body


def test_takes_a_phone(client: Client) -> None:
    client.post("/zh-hans" + SIGN_UP, {"phone": "138 0013 8000", "password1": PASSWORD})

    user = User.objects.get()
    assert (user.email, user.phone) == (None, "+8613800138000")
    assert user.language == "zh-hans"


def test_takes_many_without_an_email() -> None:
    for phone in ("13800138000", "13800138001"):
        Client().post(SIGN_UP, {"phone": phone, "password1": PASSWORD})

    assert User.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, {"email", "password1"}),
        ({"password1": PASSWORD}, {"email"}),
        ({"email": "no", "password1": PASSWORD}, {"email"}),
        ({"phone": "12", "password1": PASSWORD}, {"phone"}),
        ({"email": "a@example.com", "password1": "12345678"}, {"password1"}),
        ({"email": "a@example.com", "password1": "short"}, {"password1"}),
        ({"email": "a" * 10_000 + "@example.com", "password1": PASSWORD}, {"email"}),
        (
            {"email": "a@example.com", "password1": PASSWORD, "name": "n" * 10_000},
            {"name"},
        ),
        ({"email": "a@example.com", "password1": "x" * 10_000}, {"password1"}),
    ],
)
def test_says_at_each_field_what_is_wrong(client: Client, fields, wrong) -> None:
    answer = client.post(SIGN_UP, fields)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == wrong
    assert not User.objects.exists()
    assert PASSWORD not in answer.content.decode()


@pytest.mark.parametrize(
    "names", [{"email": "MEI@example.com"}, {"phone": "+86 13800138000"}]
)
def test_refuses_a_name_that_is_taken(client: Client, names) -> None:
    make_mei(phone="+8613800138000")

    answer = client.post(SIGN_UP, {**names, "password1": PASSWORD})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(names)
    assert User.objects.count() == 1


def test_lets_one_of_two_at_the_same_moment_in(client: Client) -> None:
    with patch("accounts.adapter.AccountAdapter.save_user", side_effect=IntegrityError):
        answer = client.post(SIGN_UP, {"email": "a@example.com", "password1": PASSWORD})

    assert answer["Location"] == SIGN_UP
    assert not User.objects.exists()


def test_takes_emoji_in_a_name(client: Client) -> None:
    client.post(
        SIGN_UP, {"email": "a@example.com", "password1": PASSWORD, "name": "🐼" * 20}
    )

    assert User.objects.get().name == "🐼" * 20
