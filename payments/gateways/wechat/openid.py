"""Whom WeChat sees: inside WeChat a payment needs the payer's openid.

The browser goes to WeChat and comes back with a code that works once.  What it carries
there and back is a random word that only this session knows, good once and for ten
minutes: nobody can bring a stranger's browser to an openid of theirs.  Some of WeChat's
browsers ask twice for the page that they come back to: the second time it leads on.
"""

import secrets
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from payments.errors import GatewayAway
from payments.gateways.wechat.reading import UNREADABLE, fact
from shop.kernel.wechat import WeChatSilent, exchange_code

OPENID, WAY = "wechat_openid", "wechat_way"
GOOD_FOR = timedelta(minutes=10)


def openid_of(request: HttpRequest) -> str:
    return str(request.session.get(OPENID, ""))


def way_to_wechat(request: HttpRequest, *, back: str, now: datetime) -> str:
    """Where the browser goes to be known; silently, nobody is asked anything."""
    word = secrets.token_hex(16)
    until = (now + GOOD_FOR).timestamp()
    request.session[WAY] = {"word": word, "back": back, "until": until}
    query = urlencode(
        {
            "appid": settings.WECHATPAY_APPID,
            "redirect_uri": settings.PAYMENT_NOTIFY_BASE_URL
            + reverse("payments:wechat-openid"),
            "response_type": "code",
            "scope": "snsapi_base",
            "state": word,
        }
    )
    return f"{settings.WECHAT_OAUTH_AUTHORIZE_URL}?{query}#wechat_redirect"


def way_back(request: HttpRequest, *, now: datetime) -> str | None:
    """Where a browser that comes from WeChat wanted to go; None if we did not send it.
    Works once, and again for a browser that is known meanwhile."""
    way = request.session.pop(WAY, None)
    if not way or now.timestamp() > way["until"]:
        return None
    if not constant_time_compare(way["word"], request.GET.get("state", "")):
        return None
    if way.get("is_used") and not openid_of(request):
        return None
    request.session[WAY] = way | {"is_used": True}
    is_ours = url_has_allowed_host_and_scheme(way["back"], allowed_hosts=None)
    return str(way["back"]) if is_ours else None


def know(request: HttpRequest, code: str) -> None:
    """Exchange the code and keep the openid in the session.  Raises GatewayAway."""
    try:
        _status, said = exchange_code(
            "/sns/oauth2/access_token",
            app=settings.WECHATPAY_APPID,
            secret=settings.WECHAT_APP_SECRET,
            code=code,
        )
        request.session[OPENID] = fact(said, "openid", 128)
    except (WeChatSilent, *UNREADABLE):
        raise GatewayAway from None
