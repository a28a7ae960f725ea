"""Calls the JSON API as the mini-program does, and looks at every answer's shape."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

from accounts.models import User
from accounts.services.tokens import issue_token
from shop.kernel.clock import now

JSON = "application/json"
NOTHING = b""
HEADERS = {"Referer": "https://servicewechat.com/wx1/1/page-frame.html"}


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    body: Any
    headers: Any

    @property
    def code(self) -> str:
        return self.body["code"]

    @property
    def refused(self) -> tuple[int, str]:
        return self.status, self.code


def token_of(user: User) -> str:
    return issue_token(user=user, now=now()).token


def call(
    method: str,
    path: str,
    body: Any = NOTHING,
    *,
    token: str | None = None,
    client: Client | None = None,
    kind: str = JSON,
    **headers: str,
) -> Answer:
    """`body` as bytes goes as it is.  A crash is an answer, too."""
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    known = {"Authorization": f"Bearer {token}"} if token else {}
    response = (client or Client(raise_request_exception=False)).generic(
        method,
        f"/api{path}",
        sent,
        content_type=kind,
        headers=HEADERS | known | {k.replace("_", "-"): v for k, v in headers.items()},
    )
    return _looked_at(response, method)


def _looked_at(response: Any, method: str) -> Answer:
    """What holds for every answer."""
    assert not response.cookies
    assert not 300 <= response.status_code < 400
    if response.status_code == 204 or method == "HEAD":
        assert response.content == b""
        return Answer(status=response.status_code, body=None, headers=response.headers)
    assert response.headers["Content-Type"].startswith(JSON)
    body = json.loads(response.content.decode())
    if response.status_code >= 400:
        assert isinstance(body, dict)
        assert body["message"]
        assert isinstance(body["message"], str)
        assert "Traceback" not in response.content.decode()
    return Answer(status=response.status_code, body=body, headers=response.headers)
