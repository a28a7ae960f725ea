"""Which of WeChat Pay's ways fits a browser."""

from django.http import HttpRequest

from payments.gateways.wechat.prepaying import H5, JSAPI, NATIVE


def channel_of(request: HttpRequest) -> str:
    """Inside WeChat its own sheet; on another phone WeChat is opened; whoever sits at a
    bigger screen scans a code."""
    if is_inside_wechat(request):
        return JSAPI
    return H5 if _is_phone(request) else NATIVE


def is_inside_wechat(request: HttpRequest) -> bool:
    return "MicroMessenger" in request.headers.get("User-Agent", "")


def _is_phone(request: HttpRequest) -> bool:
    if request.headers.get("Sec-CH-UA-Mobile") == "?1":
        return True
    agent = request.headers.get("User-Agent", "")
    return "Mobi" in agent and "iPad" not in agent
