"""The shop's one settings file.  `.env.example` explains every variable."""

import secrets
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from shop.checks import refuse_unsafe
from shop.kernel.network import lan_address
from shop.people import *  # noqa: F403 (log-in, kept apart)

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if "pytest" not in sys.modules:  # a developer's .env must not steer the tests
    env.read_env(BASE_DIR / ".env")

# --- where and how the shop runs ---------------------------------------------
SHOP_ENV = env.str("SHOP_ENV", "development")
if SHOP_ENV not in ("development", "production"):
    raise ImproperlyConfigured("SHOP_ENV is development or production.")
IN_PRODUCTION = SHOP_ENV == "production"
DEBUG = env.bool("DEBUG", False)
SHOP_VAR = Path(env.str("SHOP_VAR", "") or BASE_DIR / "var").resolve()
SHOP_VAR.mkdir(parents=True, exist_ok=True)
HOST = env.str("HOST", "127.0.0.1")
PORT = env.int("PORT", 8000)
WEB_WORKERS = env.int("WEB_WORKERS", 2)
WEB_THREADS = env.int("WEB_THREADS", 4)
ON_EVERY_ADDRESS = HOST == "0.0.0.0"  # noqa: S104
LOCAL_URL = f"http://{'127.0.0.1' if ON_EVERY_ADDRESS else HOST}:{PORT}"
LAN_URL = f"http://{lan_address()}:{PORT}" if ON_EVERY_ADDRESS else ""
SITE_URL = env.str("SITE_URL", "" if IN_PRODUCTION else LAN_URL or LOCAL_URL).rstrip(
    "/"
)


def _development_secret() -> str:
    """A secret of this machine's own, made once and kept beside its data."""
    path = SHOP_VAR / "secret_key"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(50))
        path.chmod(0o600)
    return path.read_text().strip()


SECRET_KEY = env.str("SECRET_KEY", "") or (
    "" if IN_PRODUCTION else _development_secret()
)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
if not IN_PRODUCTION:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]", "testserver"]
    _urls = (LOCAL_URL, LAN_URL, SITE_URL)
    ALLOWED_HOSTS += [urlsplit(url).hostname or "" for url in _urls if url]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- the merchant's choices ---------------------------------------------------
SHOP_CURRENCY = env.str("SHOP_CURRENCY", "CNY")
DEMO_GATEWAY = env.bool("DEMO_GATEWAY", not IN_PRODUCTION)
DEMO_GATEWAY_SECRET = env.str("DEMO_GATEWAY_SECRET", "") or SECRET_KEY
DEMO_BANK_URL = env.str("DEMO_BANK_URL", "").rstrip("/")
DEMO_PASSWORD = env.str("DEMO_PASSWORD", "try-the-shop-2026")
STAFF_MFA = env.str("STAFF_MFA", "required" if IN_PRODUCTION else "optional")
WECHAT_LOGIN = env.str("WECHAT_LOGIN", "live" if IN_PRODUCTION else "sandbox")
ORDER_UNPAID_AFTER = timedelta(seconds=env.int("ORDER_UNPAID_SECONDS", 1800))
PHONE_ORDER_UNPAID_AFTER = timedelta(hours=env.int("PHONE_ORDER_UNPAID_HOURS", 48))
ORDER_RECEIVE_AFTER = timedelta(days=env.int("ORDER_RECEIVE_DAYS", 10))
ORDER_EXTEND_BY = timedelta(days=env.int("ORDER_EXTEND_DAYS", 7))
ORDER_COMPLETE_AFTER = timedelta(days=env.int("ORDER_COMPLETE_DAYS", 7))
UNPAID_ORDERS_PER_SHOPPER = env.int("UNPAID_ORDERS_PER_SHOPPER", 3)
UNPAID_MINI_PROGRAM_ORDERS = env.int("UNPAID_MINI_PROGRAM_ORDERS", 50)
TAX_PERCENT = env.str("TAX_PERCENT", "13")
SELLER = {
    "name": env.str("SELLER_NAME", ""),
    "tax_number": env.str("SELLER_TAX_NUMBER", ""),
    "address": env.str("SELLER_ADDRESS", ""),
}
PAYMENT_NOTIFY_BASE_URL = env.str(
    "PAYMENT_NOTIFY_BASE_URL", SITE_URL if IN_PRODUCTION else LOCAL_URL
).rstrip("/")
PAYMENT_HTTP_TIMEOUT = env.float("PAYMENT_HTTP_TIMEOUT", 5.0)

# --- trials -------------------------------------------------------------------
FAILPOINT = env.str("FAILPOINT", "")
CLOCK_AHEAD = timedelta(seconds=env.int("CLOCK_AHEAD_SECONDS", 0))

# --- apps ---------------------------------------------------------------------
INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "shop.admin_site.ShopAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "shop",
    "shop.content",
    "shop.insights",
    "accounts",
    "catalog",
    "promotions",
    "cart",
    "orders",
    "payments",
    "support",
]

MIDDLEWARE = [
    "shop.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "shop.api_door.ApiDoorMiddleware",
    "shop.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shop.compression.CompressPublicPagesMiddleware",
    "shop.middleware.CleanInputMiddleware",
    "shop.busy.BusyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "shop.middleware.ShopLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "shop.kernel.csrf.ShopCsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shop.context.shop",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "shop.templatetags.shop",
                "shop.templatetags.standing",
            ],
        },
    }
]

# --- data ---------------------------------------------------------------------
DATABASES = {
    "default": env.db_url("DATABASE_URL", f"sqlite:///{SHOP_VAR / 'shop.sqlite3'}")
}
_database = DATABASES["default"]
ON_SQLITE = _database["ENGINE"].endswith("sqlite3")
ALLOW_SQLITE = env.bool("ALLOW_SQLITE", False)
if ON_SQLITE:
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # Whoever's commit fills the log copies it into the file: a 16 MB log lets that
        # be a fourth as many shoppers as the default does.
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
        "PRAGMA cache_size=-20000;PRAGMA mmap_size=134217728;"
        "PRAGMA wal_autocheckpoint=4000;",
    }
else:
    _database |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
    # What is asked often PostgreSQL plans once; to compile a page's questions to machine
    # code takes it longer than to answer them.
    _database["OPTIONS"] = {"server_side_binding": True, "prepare_threshold": 5} | {
        "options": "-c jit=off -c statement_timeout=10000 -c lock_timeout=3000 "
        "-c idle_in_transaction_session_timeout=15000",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "")
CACHES = {
    "default": {
        "BACKEND": "shop.kernel.redis_cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {
            "socket_timeout": 0.3,
            "socket_connect_timeout": 0.3,
            "retry": None,
        },
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": SHOP_VAR / "cache",
    }
}

# --- files --------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = SHOP_VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "shop.bundles.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = SHOP_VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000

# --- languages and time -------------------------------------------------------
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LANGUAGE_CODE = env.str("SHOP_LANGUAGE", "en")
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("SHOP_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

# --- people -------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "content:home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email", "phone", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PHONE_VERIFICATION_ENABLED = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
SILENCED_SYSTEM_CHECKS = ["account.W001"]  # e-mail or phone: the form asks for either
MFA_ADAPTER = "accounts.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MIDDLEWARE += [
    "accounts.middleware.BearerMiddleware",
    "accounts.middleware.PrivateByDefaultMiddleware",
    "accounts.middleware.InvalidFormMiddleware",
    "accounts.middleware.AdminDoorMiddleware",
]

# --- mail and SMS land in the outbox unless configured ------------------------
OUTBOX_DIR = SHOP_VAR / "outbox"
EMAIL_TIMEOUT = 10  # or a silent mail server would hold up every job behind it
EMAIL_CONFIG = env.email_url("EMAIL_URL", "filemail://")
vars().update(EMAIL_CONFIG)
if EMAIL_CONFIG["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
    EMAIL_FILE_PATH = OUTBOX_DIR / "mail"
SMS_SENDER = env.str("SMS_SENDER", "accounts.sms.to_folder")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "shop@example.com")

# --- security -----------------------------------------------------------------
SESSION_ENGINE = "shop.kernel.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IN_PRODUCTION
CSRF_FAILURE_VIEW = "shop.views.csrf_failure"
SILENCED_SYSTEM_CHECKS += ["security.W003"]  # our subclass of Django's CSRF middleware
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", IN_PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^api/"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000 if IN_PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = bool(SECURE_HSTS_SECONDS)
if env.bool("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- tasks --------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL or f"shopq://{SHOP_VAR / 'queue.sqlite3'}"
LOGGING_CONFIG = "shop.logs.configure"
# Never empty: Django calls LOGGING_CONFIG only when there is something to hand over.
LOGGING = {"format": env.str("LOG_FORMAT", "json" if IN_PRODUCTION else "text")}
from shop.look import UNFOLD  # noqa: E402, F401 (the admin's look, kept apart)
from shop.payment_settings import *  # noqa: E402, F403 (gateways, kept apart)
from shop.promotion_settings import *  # noqa: E402, F403

refuse_unsafe(globals())
