"""A name and a password become a token, and strangers learn nothing from the answer."""

from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import MD5PasswordHasher

from accounts.services.signing_in import PER_ADDRESS
from accounts.services.tokens import MOST_SECONDS
from accounts.services.tries import count_try
from shop.kernel.clock import now
from tests.accounts.factories import PASSWORD, make_mei
from tests.api.calling import Answer, call
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
MEI = "mei@example.com"


def log_in(username: Any = MEI, password: Any = PASSWORD, **more: Any) -> Answer:
    return call(
        "POST", "/auth/login", {"username": username, "password": password, **more}
    )


@pytest.mark.parametrize("name", [MEI, " Mei@Example.com ", "138 0013 8000"])
def test_by_each_of_ones_names(name: str, django_assert_num_queries) -> None:
    user = make_mei(phone="+8613800138000")

    with django_assert_num_queries(7):
        answer = log_in(name)

    assert answer.status == 200
    assert answer.body == {
        "token": answer.body["token"],
        "expiresIn": MOST_SECONDS,
        "user": {"id": user.pk, "username": MEI},
    }
    assert len(answer.body["token"]) >= 43
    assert call("POST", "/auth/logout", token=answer.body["token"]).status == 204


@pytest.mark.parametrize("name", [MEI, "tom@example.com", "tom", "@", "x" * 60_000])
def test_whoever_is_wrong_hears_the_same(name: str) -> None:
    make_mei()

    answer = log_in(name, "wrong")

    assert answer.refused == (401, "AUTH_FAILED")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.body == log_in("nobody@example.com", "wrong").body


def test_an_account_that_is_closed_or_has_no_password_is_wrong_too() -> None:
    make_mei(is_active=False)
    make_mei(email="tom@example.com", password=None)

    assert log_in().status == 401
    assert log_in("tom@example.com", "!").status == 401


def test_a_second_factor_is_not_gone_round() -> None:
    user = make_mei()
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})

    assert log_in().refused == (401, "AUTH_FAILED")


@pytest.mark.parametrize("name", [MEI, "tom@example.com", "tom", "ann@example.com"])
def test_takes_the_same_time_for_a_name_that_nobody_has(monkeypatch, name) -> None:
    """One password is worked out in any case; that is what takes the time."""
    make_mei()
    make_mei(email="ann@example.com", password=None)
    work = Mock(wraps=MD5PasswordHasher.encode, autospec=True)
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *a: work(*a))

    log_in(name, "wrong")

    assert work.call_count == 1


@pytest.mark.parametrize("wish", [0, -1, "60", 1.5, 60.0, True, None, [60]])
def test_a_wish_is_a_number_of_seconds(wish: Any) -> None:
    make_mei()

    assert log_in(expiresIn=wish).refused == (400, "INVALID_PARAMS")


@pytest.mark.parametrize(
    ("wish", "granted"), [(60, 60), (10**30, MOST_SECONDS), (MOST_SECONDS,) * 2]
)
def test_a_wish_makes_life_shorter_only(wish: int, granted: int) -> None:
    make_mei()

    assert log_in(expiresIn=wish).body["expiresIn"] == granted


def test_a_bad_token_is_not_looked_at() -> None:
    make_mei()
    body = {"username": MEI, "password": PASSWORD}

    assert call("POST", "/auth/login", body, token="nonsense").status == 200


def test_shuts_the_account_after_six_wrong_ones(monkeypatch) -> None:
    make_mei(phone="+8613800138000")
    monkeypatch.setattr("accounts.api.now", lambda: NOON)

    assert [log_in(MEI, "wrong").status for _ in range(6)] == [401] * 6

    shut = log_in("13800138000")
    assert shut.refused == (429, "RATE_LIMITED")
    assert shut.headers["Retry-After"].isdecimal()
    assert log_in("tom@example.com", "wrong").status == 401
    monkeypatch.setattr("accounts.api.now", lambda: NOON + timedelta(minutes=15))
    assert log_in().status == 200


def test_a_right_one_clears_the_count_and_malformed_ones_have_none() -> None:
    make_mei()
    for _ in range(5):
        log_in(MEI, "wrong")
        log_in(MEI, 5)

    assert log_in().status == 200
    assert [log_in(MEI, "wrong").status for _ in range(6)] == [401] * 6


def test_shuts_an_address_after_two_hundred() -> None:
    for _ in range(199):
        count_try(PER_ADDRESS, who="127.0.0.1", now=now())

    assert log_in("tom@example.com", "wrong").status == 401
    assert log_in("ann@example.com", "wrong").status == 429
