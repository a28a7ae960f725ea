"""Whatever happens under `/api/`, the answer keeps the contract's shape."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from accounts import api as accounts_api
from tests.accounts.factories import PASSWORD, make_mei
from tests.api.calling import call, token_of

pytestmark = pytest.mark.django_db
LOGIN = "/auth/login"
LOGOUT = "/auth/logout"
RIGHT = {"username": "mei@example.com", "password": PASSWORD}


@pytest.mark.parametrize(
    "path", ["", "/", "/nowhere", "/auth/login/", "/AUTH/login", "/a%00b", "/x?q=%00"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_path_is_not_found_and_leads_nowhere(path: str, method: str) -> None:
    answer = call(method, path)

    odd_query = (400, "INVALID_PARAMS")
    assert answer.refused == (odd_query if "?" in path else (404, "NOT_FOUND"))


def test_a_wrong_method_is_told_the_right_ones() -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        answer = call(method, LOGIN)

        assert answer.refused == (405, "METHOD_NOT_ALLOWED")
        assert answer.headers["Allow"] == "POST"
    assert call("HEAD", LOGIN).status == 405
    assert call("POST", "/openapi.json").refused == (405, "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize("size", [64 * 1024 + 1, 3_000_000])
def test_a_body_has_its_limit(size: int) -> None:
    assert call("POST", LOGIN, b"x" * size).refused == (413, "TOO_LARGE")
    assert call("POST", LOGIN, b"x" * 64 * 1024).status == 400


def test_a_body_of_unsaid_length_has_the_same_limit() -> None:
    make_mei()

    def chunked(body: bytes) -> int:
        stream = {"wsgi.input": BytesIO(body), "HTTP_TRANSFER_ENCODING": "chunked"}
        return call("POST", LOGIN, client=Client(**stream)).status

    assert chunked(b" " * 70_000) == 413
    assert chunked(json.dumps(RIGHT).encode()) == 200


DEEP = b"[" * 20_000
HUGE = b"9" * 5000


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"5",
        DEEP,
        DEEP + b"]" * 20_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"username": "a", "password": "b", "expiresIn": %s}' % HUGE,
        b'{"username": "a", "password": "b", "expiresIn": 1e999999999999999999999}',
        b'{"username": "a", "password": "b", "x": NaN}',
        b'{"username": "a", "password": "b", "x": Infinity}',
        b'{"username": "a", "password": "b", "x": {"y": ["\\u0000"]}}',
        b'{"username": "a\\ud800", "password": "b"}',
        b'{"username": "a", "password": "b", "\\udfff": 1}',
        b'{"username": "\xff", "password": "b"}',
        '{"username": "a", "password": "b"}'.encode("utf-16"),
        b'{"username": ["a"], "password": "b"}',
        b'{"username": {"a": "b"}, "password": "b"}',
        b'{"username": null, "password": "b"}',
        b'{"username": 5, "password": "b"}',
        b'{"username": "a"}',
        b'{"username": "", "password": "b"}',
    ],
    ids=lambda body: body[:50].decode("latin-1"),
)
def test_malformed_is_said_and_never_a_crash(body: bytes) -> None:
    assert call("POST", LOGIN, body).refused == (400, "INVALID_PARAMS")


def test_a_body_is_json_whatever_it_is_called() -> None:
    make_mei()

    for kind in (
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
    ):
        assert call("POST", LOGIN, b"--x--", kind=kind).status == 400
        assert call("POST", LOGIN, RIGHT, kind=kind).status == 200


def test_a_refusal_names_the_fields_in_the_callers_language() -> None:
    said = call("POST", LOGIN, {"username": 5}, Accept_Language="zh-CN,zh;q=0.9").body

    assert said["fields"] == {
        "username": ["输入一个有效的值。"],
        "password": ["这个字段是必填项。"],
    }
    assert call("POST", LOGIN, {"username": 5}).body["fields"]["password"] == [
        "This field is required."
    ]


def crash(*_: Any, **__: Any) -> None:
    raise RuntimeError("private words")


def busy(*_: Any, **__: Any) -> None:
    raise OperationalError("database is locked")


@pytest.mark.parametrize("debug", [False, True])
def test_a_crash_is_told_without_its_insides(monkeypatch, settings, debug) -> None:
    settings.DEBUG = debug
    monkeypatch.setattr(accounts_api, "check_name", crash)

    answer = call("POST", LOGIN, RIGHT)

    assert answer.refused == (500, "SERVER_ERROR")
    assert "private" not in str(answer.body)


def test_a_lost_fight_for_a_lock_is_told_to_come_back(monkeypatch) -> None:
    monkeypatch.setattr(accounts_api, "check_name", busy)

    answer = call("POST", LOGIN, RIGHT)

    assert answer.refused == (503, "SERVER_ERROR")
    assert answer.headers["Retry-After"] == "2"


def test_another_host_is_refused_in_the_same_shape() -> None:
    assert call("POST", LOGIN, RIGHT, Host="evil.example").status == 400


def test_https_is_not_where_a_body_is_led_to(settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    make_mei()

    assert call("POST", LOGIN, RIGHT).status == 200


def test_no_cookie_opens_anything_and_none_is_set() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_mei())
    client.cookies["django_language"] = "zh-hans"

    answer = call("POST", LOGOUT, client=client)

    assert answer.refused == (401, "AUTH_FAILED")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.body["message"] == "Please log in."


def test_private_answers_are_kept_by_nobody() -> None:
    answer = call("POST", LOGOUT, token=token_of(make_mei()))

    assert answer.status == 204
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Vary"] == "Accept-Language, Authorization"


def test_the_document_names_every_endpoint() -> None:
    document = call("GET", "/openapi.json").body

    assert document["openapi"].startswith("3.1")
    assert {"/api/auth/login", "/api/auth/logout"} <= set(document["paths"])


def test_the_page_to_browse_it_is_for_development() -> None:
    page = Client().get("/api/docs")

    assert page.status_code == 200
    assert b"/api/auth/login" in page.content
    assert page["Content-Security-Policy"].startswith("default-src 'self'; script-src")
