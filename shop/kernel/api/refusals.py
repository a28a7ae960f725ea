"""How the JSON API says no: this module owns which status and which code mean what.

A client that never looks at the status reads the body of a refusal as if it were the
answer, so every answer of 400 and above is one object of the same shape.
"""

import json
import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.kernel.errors import DomainError

PREFIX = "/api/"
JSON = "application/json; charset=utf-8"

STATUSES = {
    "INVALID_PARAMS": 400,
    "AUTH_FAILED": 401,
    "NOT_FOUND": 404,
    "METHOD_NOT_ALLOWED": 405,
    "TOO_LARGE": 413,
    "RATE_LIMITED": 429,
    "SERVER_ERROR": 500,
    "NETWORK_ERROR": 502,
    "BUSY": 503,
}
RETRY_AFTER = "2"  # seconds
STATE = 409  # the request was fine, the state isn't: every other code of a DomainError

# What a program is told where our own word says more than the contract knows.
TOLD = {
    "AUTH_REQUIRED": "AUTH_FAILED",
    "BUSY": "SERVER_ERROR",
    "LIMIT_REACHED": "OUT_OF_STOCK",
    "TEAM_FULL": "OUT_OF_STOCK",
    "COUPON_GONE": "PRICE_CHANGED",
    "CART_FULL": "CART_CHANGED",
    "TOO_MANY_UNPAID": "ORDER_STATE",
    "ADDRESS_BOOK_FULL": "ORDER_STATE",
    "REFUSED": "ORDER_STATE",
}

MESSAGES: dict[str, str | Promise] = {
    "INVALID_PARAMS": _("Some of what was sent is missing or wrong."),
    "AUTH_FAILED": _("Please log in."),
    "NOT_FOUND": _("There is nothing here, or it is not yours."),
    "METHOD_NOT_ALLOWED": _("This is not done this way."),
    "TOO_LARGE": _("That is too much at once."),
    "RATE_LIMITED": _("Too many tries. Please wait a little."),
    "SERVER_ERROR": _("Something went wrong on our side. Please try again."),
    "NETWORK_ERROR": _("A service that we need can't be reached. Please try again."),
}
CODES = {status: code for code, status in STATUSES.items()} | {503: "SERVER_ERROR"}
INSTEAD = {403: 404}  # who may not, is not told what there is
Fields = Mapping[str, list[str]]


class InvalidParams(DomainError):
    """Well-formed, and yet not what is asked for; `fields` says where and why."""

    message = MESSAGES["INVALID_PARAMS"]
    code = "INVALID_PARAMS"

    def __init__(self, **fields: str | Promise) -> None:
        super().__init__()
        self.fields = {name: [str(why)] for name, why in fields.items()}


class NotThere(DomainError):
    """No such thing, or not the caller's: nobody learns which."""

    message = MESSAGES["NOT_FOUND"]
    code = "NOT_FOUND"


def is_api(request: HttpRequest) -> bool:
    return f"{request.path_info}/".startswith(PREFIX)


def refusal(
    code: str,
    *,
    status: int | None = None,
    message: str = "",
    fields: Fields | None = None,
) -> HttpResponse:
    """An answer of 400 and above, in the active language."""
    said: dict[str, Any] = {
        "message": message or str(MESSAGES.get(code, DomainError.message)),
        "code": TOLD.get(code, code),
    }
    if fields:
        said["fields"] = fields
    status = status or STATUSES.get(code) or STATUSES.get(TOLD.get(code, ""), STATE)
    response = HttpResponse(
        json.dumps(said, ensure_ascii=False), content_type=JSON, status=status
    )
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    response.is_refusal = True  # type: ignore[attr-defined]
    return response


def refusal_of(error: DomainError, *, now: datetime) -> HttpResponse:
    """What a rule of the shop said, as the contract wants it said."""
    response = refusal(
        error.code,
        message=str(error),
        fields=getattr(error, "fields", None),
    )
    if retry_at := getattr(error, "retry_at", None):
        seconds = math.ceil((retry_at - now).total_seconds())
        response.headers["Retry-After"] = str(max(seconds, 1))
    return response


def refusal_like(response: HttpResponse) -> HttpResponse:
    """A refusal in place of an answer that isn't the API's own: a page, a redirect."""
    status = INSTEAD.get(response.status_code, response.status_code)
    if status not in CODES:
        status = {3: 404, 4: 400}.get(status // 100, 500)
    refused = refusal(CODES[status], status=status)
    for name in ("Allow", "Retry-After"):
        if name in response.headers:
            refused.headers[name] = response.headers[name]
    return refused
