"""CSRF for public pages, which are the same bytes for everybody and hold no token.

A view marked `@public_form` needs no token when the browser itself vouches for
the origin: `Sec-Fetch-Site` absent or `same-origin`, and `Origin` equal to our
own (or, with `Origin` absent, `Sec-Fetch-Site: same-origin`).  Django's own check
of Origin and Referer runs first; every other view keeps the token.
"""

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware


def vouched_for(request: HttpRequest) -> bool:
    """Does the browser say that this request comes from a page of ours?"""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if origin is None:
        return site == "same-origin"
    own = f"{request.scheme}://{request.get_host()}"
    return origin == own and site in (None, "same-origin")


class ShopCsrfMiddleware(CsrfViewMiddleware):
    """Django's check, with the one exception above."""

    def process_view(
        self, request: HttpRequest, callback: Any, args: Any, kwargs: Any
    ) -> Any:
        request.is_public_form = getattr(callback, "is_public_form", False)  # type: ignore[attr-defined]
        return super().process_view(request, callback, args, kwargs)

    def _check_token(self, request: HttpRequest) -> None:
        if getattr(request, "is_public_form", False) and vouched_for(request):
            return
        super()._check_token(request)  # type: ignore[misc]
