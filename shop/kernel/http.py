"""Small rules of HTTP that every app shares."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponse]

PUBLIC_CACHE = "public, max-age=0, s-maxage=1"


def wants_fragment(request: HttpRequest) -> bool:
    """Did htmx ask?  Never looked at by a public page."""
    return request.headers.get("HX-Request") == "true"


def is_speculative(request: HttpRequest) -> bool:
    """Does the browser only guess that the page will be wanted?  Then change nothing."""
    purpose = request.headers.get("Sec-Purpose") or request.headers.get("Purpose", "")
    return purpose.startswith(("prefetch", "prerender"))


class SeeOther(HttpResponseRedirect):
    """After a POST: look there, with GET.  Takes what `redirect()` takes."""

    status_code = 303

    def __init__(self, to: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(resolve_url(to, *args, **kwargs))


def lead_to(response: HttpResponse, *sources: str) -> HttpResponse:
    """The page's forms may end on other sites; `sources` as a CSP writes them.

    A form's own address stays ours: browsers look at where its answer redirects too.
    """
    response.form_targets = sources  # type: ignore[attr-defined]
    return tell_whence(response)


def tell_whence(response: HttpResponse) -> HttpResponse:
    """Other sites may learn which shop a visitor comes from, and never which page.

    A cashier may refuse a buyer who comes from nowhere.
    """
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    return response


def public_page(view: View) -> View:
    """A page that is the same bytes for everybody, logged in or not.

    It must set no cookie, read no session and hold no token; the personal bits
    come from `/account/here/`.  Raises RuntimeError where a view breaks that.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if hasattr(response, "render"):
            response.render()
        if response.cookies or request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
            raise RuntimeError(f"{request.path} is public and sets a cookie.")
        if response.status_code == 200:
            response.headers["Cache-Control"] = PUBLIC_CACHE
        response.public_page = True  # type: ignore[attr-defined]
        return response

    answer.is_public_page = True  # type: ignore[attr-defined]
    return answer


def public_form(view: View) -> View:
    """A view that public pages post to: same-origin headers stand in for a token.

    See `shop.kernel.csrf`.  It must answer with a redirect to a private page or
    re-render privately.
    """
    view.is_public_form = True  # type: ignore[attr-defined]
    return view


def private_page(view: View) -> View:
    """A page about one person: no shared cache may keep it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True)
        return response

    return never_cache(answer)
