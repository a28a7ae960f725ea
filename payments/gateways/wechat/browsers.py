"""Which of WeChat Pay's ways fits a browser."""

from django.http import HttpRequest

from payments.gateways.browsers import is_inside_wechat, is_phone
from payments.gateways.wechat.prepaying import H5, JSAPI, NATIVE


def channel_of(request: HttpRequest) -> str:
    """Inside WeChat its own sheet; on another phone WeChat is opened; whoever sits at a
    bigger screen scans a code."""
    if is_inside_wechat(request):
        return JSAPI
    return H5 if is_phone(request) else NATIVE
