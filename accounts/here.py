"""The personal bits of public pages: who is here, and in which language they read.

Public pages are the same bytes for everybody; this one small answer, never stored,
fills in the rest.  Higher apps add theirs to `bits` in `ready()`.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, override, pgettext
from django.utils.translation.trans_real import parse_accept_lang_header

from shop.kernel.languages import language_prefix

bits: dict[str, Callable[[HttpRequest], Any]] = {}


def here(request: HttpRequest) -> dict[str, Any]:
    """Everything the browser is told.  Never starts a session."""
    user = request.user
    return {
        "signed_in": user.is_authenticated,
        "name": str(user) if user.is_authenticated else "",
        "offer": language_offer(request),
        **{name: bit(request) for name, bit in bits.items()},
    }


def language_offer(request: HttpRequest) -> dict[str, str] | None:
    """The page in the reader's own language, when it is shown in another.

    A signed-in reader's choice goes before what the browser says.  The text is in
    the offered language, since that is the one the reader can read.
    """
    names = dict(settings.LANGUAGES)
    shown = request.GET.get("page", "")
    if shown not in names:
        shown = get_language() or settings.LANGUAGE_CODE
    wanted = preferred_language(request)
    if wanted is None or wanted == shown:
        return None
    with override(wanted):
        return {
            "code": wanted,
            "name": str(names[wanted]),
            "url_prefix": language_prefix(wanted),
            "text": pgettext(
                "offer, in the offered language", "Read this page in English"
            ),
        }


def preferred_language(request: HttpRequest) -> str | None:
    """The first of our languages that the reader asks for; None if there is none."""
    chosen = getattr(request.user, "language", "")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    accepted = request.headers.get("Accept-Language", "")[:500]
    for code, _weight in parse_accept_lang_header(accepted):
        ours = _ours(code)
        if ours:
            return ours
    return None


def _ours(code: str) -> str | None:
    """`en-gb` is our `en`; every Chinese is our one Chinese."""
    if code == "zh" or code.startswith("zh-"):
        code = "zh-hans"
    names = dict(settings.LANGUAGES)
    return next((c for c in (code, code.partition("-")[0]) if c in names), None)
