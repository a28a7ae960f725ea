"""What every template may read.  Nothing here touches session, user or database."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from shop.kernel.identity import shop_name
from shop.kernel.languages import language_prefix


def shop(request: HttpRequest) -> dict[str, Any]:
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "shop_name": shop_name(language),
        "shop_tagline": gettext("Everyday things, worth dwelling on."),
        "site_url": settings.SITE_URL,
        "canonical_url": f"{settings.SITE_URL}{request.path}",
        "currency": settings.SHOP_CURRENCY,
        "alternates": list(alternates(request)),
        "in_development": not settings.IN_PRODUCTION,
    }


def alternates(request: HttpRequest) -> Any:
    """This page's URL in every language, as `{code, name, url, is_current}`."""
    language = get_language()
    own = language_prefix(language or settings.LANGUAGE_CODE)
    path = request.get_full_path()
    rest = path[len(own) :] if path.startswith(own) else path.lstrip("/")
    for code, name in settings.LANGUAGES:
        yield {
            "code": code,
            "name": name,
            "url": f"{language_prefix(code)}{rest}",
            "is_current": code == language,
        }
