"""Public pages travel packed; a page about a person goes as it is.

The length of a packed page tells, guess by guess, a secret that stands in it beside
a visitor's words (BREACH).  Public pages hold no secret, the others do.
"""

import gzip
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

LEAST_BYTES = 600
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda text: brotli.compress(text, mode=brotli.MODE_TEXT, quality=5),
    "gzip": lambda text: gzip.compress(text, compresslevel=5, mtime=0),
}


class CompressPublicPagesMiddleware:
    """Packs what `@public_page` made, the best way that the browser can read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not getattr(response, "public_page", False):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        way = chosen(request.headers.get("Accept-Encoding", ""))
        if way is None or response.streaming or len(response.content) < LEAST_BYTES:
            return response
        response.content = PACKERS[way](response.content)
        response.headers["Content-Encoding"] = way
        response.headers["Content-Length"] = str(len(response.content))
        if tag := response.headers.get("ETag", "").removeprefix("W/"):
            response.headers["ETag"] = f"W/{tag}"
        return response


def chosen(accepted: str) -> str | None:
    """The first of our ways that an `Accept-Encoding` names and does not refuse."""
    wishes = accepted.replace(" ", "").lower().split(",")
    names = {
        name
        for name, _, weight in (wish.partition(";q=") for wish in wishes)
        if not weight or weight.strip("0.")
    }
    return next((way for way in PACKERS if way in names), None)
