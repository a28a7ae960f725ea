"""What the shop is told of its payment gateways.  A gateway is offered once all that it
needs is there; `manage.py payments_doctor` says what is missing.
"""

import environ

env = environ.Env()


def _address(name: str, default: str) -> str:
    return env.str(name, default).rstrip("/")


# --- WeChat Pay (API v3), and WeChat's log-in for the openid ----------------------
WECHATPAY_BASE_URL = _address("WECHATPAY_BASE_URL", "https://api.mch.weixin.qq.com")
WECHATPAY_MCHID = env.str("WECHATPAY_MCHID", "")
WECHATPAY_APPID = env.str("WECHATPAY_APPID", "")
WECHATPAY_MERCHANT_SERIAL = env.str("WECHATPAY_MERCHANT_SERIAL", "")
WECHATPAY_MERCHANT_KEY_FILE = env.str("WECHATPAY_MERCHANT_KEY_FILE", "")
WECHATPAY_APIV3_KEY = env.str("WECHATPAY_APIV3_KEY", "")
WECHATPAY_PUBLIC_KEY_ID = env.str("WECHATPAY_PUBLIC_KEY_ID", "")
WECHATPAY_PUBLIC_KEY_FILE = env.str("WECHATPAY_PUBLIC_KEY_FILE", "")
WECHATPAY_PLATFORM_CERT_DIR = env.str("WECHATPAY_PLATFORM_CERT_DIR", "")
WECHAT_OAUTH_AUTHORIZE_URL = env.str(
    "WECHAT_OAUTH_AUTHORIZE_URL",
    "https://open.weixin.qq.com/connect/oauth2/authorize",
)
WECHAT_API_BASE_URL = _address("WECHAT_API_BASE_URL", "https://api.weixin.qq.com")
WECHAT_APP_SECRET = env.str("WECHAT_APP_SECRET", "")
WECHAT_MINIPROGRAM_APPID = env.str("WECHAT_MINIPROGRAM_APPID", "") or WECHATPAY_APPID
WECHAT_MINIPROGRAM_SECRET = (
    env.str("WECHAT_MINIPROGRAM_SECRET", "") or WECHAT_APP_SECRET
)

# --- Alipay --------------------------------------------------------------------------
ALIPAY_GATEWAY_URL = env.str(
    "ALIPAY_GATEWAY_URL", "https://openapi.alipay.com/gateway.do"
)
ALIPAY_APP_ID = env.str("ALIPAY_APP_ID", "")
ALIPAY_SELLER_ID = env.str("ALIPAY_SELLER_ID", "")
ALIPAY_APP_PRIVATE_KEY_FILE = env.str("ALIPAY_APP_PRIVATE_KEY_FILE", "")
ALIPAY_PUBLIC_KEY_FILE = env.str("ALIPAY_PUBLIC_KEY_FILE", "")

# --- Stripe --------------------------------------------------------------------------
STRIPE_API_BASE = _address("STRIPE_API_BASE", "https://api.stripe.com")
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", "")
STRIPE_PUBLISHABLE_KEY = env.str("STRIPE_PUBLISHABLE_KEY", "")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", "")
STRIPE_ACCOUNT_IS_SHARED = env.bool("STRIPE_ACCOUNT_IS_SHARED", default=False)
