"""Which browser somebody pays in, as far as its name tells."""

import re

from django.http import HttpRequest

PHONE = re.compile(r"Mobi|Android|iPhone|iPod|HarmonyOS", re.IGNORECASE)


def is_wechat(request: HttpRequest) -> bool:
    """The browser inside WeChat: it pays with WeChat, and blocks Alipay's pages."""
    return "MicroMessenger" in request.headers.get("User-Agent", "")


def is_phone(request: HttpRequest) -> bool:
    return bool(PHONE.search(request.headers.get("User-Agent", "")))
