"""Which browser somebody pays in, as far as it tells."""

from django.http import HttpRequest


def is_inside_wechat(request: HttpRequest) -> bool:
    """It pays with WeChat, and blocks Alipay's pages."""
    return "MicroMessenger" in request.headers.get("User-Agent", "")


def is_phone(request: HttpRequest) -> bool:
    if request.headers.get("Sec-CH-UA-Mobile") == "?1":
        return True
    agent = request.headers.get("User-Agent", "")
    return "Mobi" in agent and "iPad" not in agent
