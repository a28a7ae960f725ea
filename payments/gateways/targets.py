"""Where the form that chooses a way of payment may lead."""

from urllib.parse import urlsplit

from django.conf import settings

ADDRESSES = (
    "ALIPAY_GATEWAY_URL",
    "STRIPE_API_BASE",
    "WECHATPAY_BASE_URL",
    "WECHAT_OAUTH_AUTHORIZE_URL",
)


def form_targets() -> list[str]:
    """Any site with TLS: a gateway's cashier is not at the address of its API, and may
    move.  Without TLS only what is configured, and what a trial runs beside us.
    """
    if not settings.IN_PRODUCTION:
        return ["https:", "http:"]
    parts = [urlsplit(getattr(settings, name)) for name in ADDRESSES]
    plain = {f"http://{part.netloc}" for part in parts if part.scheme == "http"}
    return ["https:", *sorted(plain)]
