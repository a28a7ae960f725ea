"""WeChat's own servers, which know who is behind a code that works once."""

import json
from typing import Any

import requests
from django.conf import settings


class WeChatSilent(Exception):
    """No answer, or none that can be read.  Says nothing more: an error of the network
    holds the address, and that our secret."""


def exchange_code(path: str, *, app: str, secret: str, **code: str) -> tuple[int, Any]:
    """The status and what was said.  Raises WeChatSilent."""
    try:
        answer = requests.get(
            f"{settings.WECHAT_API_BASE_URL}{path}",
            params={
                "appid": app,
                "secret": secret,
                **code,
                "grant_type": "authorization_code",
            },
            timeout=(1, settings.PAYMENT_HTTP_TIMEOUT),
            allow_redirects=False,
        )
        return answer.status_code, json.loads(answer.content)
    except (requests.RequestException, ValueError, RecursionError):
        raise WeChatSilent from None
