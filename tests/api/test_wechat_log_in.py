"""A code of the mini-program opens the account that WeChat knows, or a new one."""

import json
from typing import Any
from unittest.mock import Mock

import pytest
import requests

from accounts import wechat
from accounts.errors import WeChatAway
from accounts.models import User, WeChatIdentity
from accounts.services.outbox import post_message
from accounts.services.tries import count_try
from accounts.services.wechat import PER_ADDRESS, account_known_as, openid_of
from accounts.signals import signed_up
from accounts.wechat import Known
from shop.kernel.clock import now
from tests.accounts.factories import make_mei
from tests.api.calling import Answer, call
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def come(code: Any, **more: Any) -> Answer:
    return call("POST", "/auth/wechat", {"code": code, **more})


def known(openid: str = "o-1", app: str = "mini", union: str = "") -> Known:
    return Known(app=app, openid=openid, union=union)


def test_the_same_person_has_the_same_account() -> None:
    first, again, other = come("test-mei"), come("test-mei"), come("test-tom")

    assert first.status == again.status == other.status == 200
    user = User.objects.get(pk=first.body["user"]["id"])
    assert again.body["user"] == first.body["user"]
    assert first.body["user"]["username"] == f"wechat-{user.pk}"
    assert first.body["token"] != again.body["token"]
    assert other.body["user"]["id"] != user.pk
    assert openid_of(user.pk) == "mei"
    assert not user.has_usable_password()
    assert come("test-mei", expiresIn=60).body["expiresIn"] == 60
    assert call("POST", "/auth/logout", token=again.body["token"]).status == 204


@pytest.mark.parametrize("code", ["test-", "real", "TEST-mei", "test-" + "x" * 129])
def test_another_code_is_not_good_in_the_sandbox(code: str) -> None:
    assert come(code).refused == (401, "AUTH_FAILED")
    assert not User.objects.exists()


@pytest.mark.parametrize("code", [5, None, ["test-mei"], ""])
def test_a_code_is_a_text(code: Any) -> None:
    assert come(code).refused == (400, "INVALID_PARAMS")


def test_a_closed_account_stays_closed() -> None:
    come("test-mei")
    User.objects.update(is_active=False)

    assert come("test-mei").refused == (401, "AUTH_FAILED")


def test_shuts_an_address_that_guesses() -> None:
    for _ in range(199):
        count_try(PER_ADDRESS, who="127.0.0.1", now=now())

    assert come("guess").status == 401
    refused = come("guess")
    assert refused.refused == (429, "RATE_LIMITED")
    assert int(refused.headers["Retry-After"]) > 0


def test_who_is_known_in_another_app_of_ours_is_not_new() -> None:
    mei = account_known_as(known("o-1", "mini", "u-1"), now=NOON)

    assert account_known_as(known("o-9", "official", "u-1"), now=NOON) == mei
    assert account_known_as(known("o-9", "other"), now=NOON) != mei
    assert account_known_as(known("o-8", "other", "u-2"), now=NOON) != mei


def test_what_wechat_says_later_is_kept() -> None:
    mei = account_known_as(known(), now=NOON)

    account_known_as(known(union="u-1"), now=NOON)

    assert account_known_as(known("o-9", "official", "u-1"), now=NOON) == mei


def test_somebody_who_was_faster_made_the_account(monkeypatch) -> None:
    mei, look = account_known_as(known(), now=NOON), Mock(side_effect=[None, "mei"])
    monkeypatch.setattr("accounts.services.wechat._owner", look)

    assert account_known_as(known(), now=NOON) == "mei"
    assert User.objects.get() == mei


def test_a_new_account_is_announced_and_told_nothing_it_cannot_get(
    django_capture_on_commit_callbacks,
) -> None:
    listener = Mock()
    signed_up.connect(listener)

    with django_capture_on_commit_callbacks(execute=True):
        user = account_known_as(known(), now=NOON)

    listener.assert_called_once_with(signal=signed_up, sender=User, user_id=user.pk)
    assert not post_message(
        key="k", channel="sms", recipient="", subject="", body="b", now=NOON
    )


# --- live ----------------------------------------------------------------------------


@pytest.fixture
def said(settings, monkeypatch) -> Mock:
    """What WeChat answers."""
    settings.WECHAT_LOGIN = "live"
    settings.WECHAT_MINIPROGRAM_APPID = "wx-mini"
    settings.WECHAT_MINIPROGRAM_SECRET = "s3cret"
    settings.WECHAT_API_BASE_URL = "https://wechat.example"
    get = Mock()
    monkeypatch.setattr("shop.kernel.wechat.requests.get", get)
    wechat.watch.forget()
    return get


def answers(get: Mock, said: Any, status: int = 200) -> None:
    content = said if isinstance(said, bytes) else json.dumps(said).encode()
    get.return_value = Mock(content=content, status_code=status)


def test_asks_wechat_who_it_is(said: Mock) -> None:
    answers(said, {"openid": "o-1", "session_key": "k", "unionid": "u-1"})

    answer = come("c0de")

    assert answer.status == 200
    (url,), asked = said.call_args
    assert url == "https://wechat.example/sns/jscode2session"
    assert asked["params"] == {
        "appid": "wx-mini",
        "secret": "s3cret",
        "js_code": "c0de",
        "grant_type": "authorization_code",
    }
    row = WeChatIdentity.objects.get()
    assert (row.app, row.openid, row.union) == ("wx-mini", "o-1", "u-1")


@pytest.mark.parametrize("code", [40029, 40163, 42003, 40226, 41008])
def test_a_code_that_wechat_does_not_know_or_has_seen(said: Mock, code: int) -> None:
    answers(said, {"errcode": code, "errmsg": "invalid code"})

    assert come("c0de").refused == (401, "AUTH_FAILED")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"errcode": -1, "errmsg": "system busy"}, 200),
        ({"errcode": 40013}, 200),
        ({"errcode": [40029]}, 200),
        ({"openid": "o-1"}, 500),
        ({"openid": 5}, 200),
        ({"openid": "o\u0000"}, 200),
        ({"openid": "o" * 129}, 200),
        ({"openid": "o-1", "unionid": ["u"]}, 200),
        ([], 200),
        (b"<html>", 502),
        (b"[" * 100_000, 200),
    ],
)
def test_an_answer_that_says_nothing(said: Mock, body: Any, status: int) -> None:
    answers(said, body, status)

    assert come("c0de").refused == (502, "NETWORK_ERROR")
    assert not User.objects.exists()


def test_wechat_out_of_reach(said: Mock) -> None:
    said.side_effect = requests.ConnectionError("https://…&secret=s3cret")

    with pytest.raises(WeChatAway) as away:
        wechat.whose("c0de")

    assert away.value.__cause__ is None
    assert come("c0de").refused == (502, "NETWORK_ERROR")


def test_wechat_is_left_alone_after_five_silences(said: Mock) -> None:
    said.side_effect = requests.Timeout

    answers = [come("c0de").status for _ in range(6)]

    assert answers == [502] * 6
    assert said.call_count == 5
    wechat.watch.forget()


def test_a_password_is_no_way_into_an_account_of_wechats() -> None:
    make_mei()
    come("test-mei")
    name = f"wechat-{User.objects.get(by_wechat=True).pk}"

    body = {"username": name, "password": "!"}
    assert call("POST", "/auth/login", body).status == 401
