"""What happens to every request before a view sees it."""

import contextvars
import re
import secrets
from collections.abc import Callable

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseNotFound,
)
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from shop.kernel.api.refusals import is_api

request_id: contextvars.ContextVar[str] = contextvars.ContextVar(
    "request_id", default="-"
)

GetResponse = Callable[[HttpRequest], HttpResponse]
WELL_FORMED_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestIdMiddleware:
    """Gives each request an id that logs, error pages and the answer carry."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        offered = request.headers.get("X-Request-ID", "")
        name = offered if WELL_FORMED_ID.fullmatch(offered) else secrets.token_hex(8)
        token = request_id.set(name)
        request.request_id = name  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response.headers["X-Request-ID"] = name
        return response


class CleanInputMiddleware:
    """Refuses U+0000, which PostgreSQL can't store, in path, query and form, and
    bodies in another encoding than UTF-8, which Django can't read.  The JSON API
    knows no forms: it reads each body as JSON, whatever it is called."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.lower().replace("utf8", "utf-8") != "utf-8":
            return HttpResponseBadRequest("Bad request")
        if "\0" in request.path and is_api(request):
            return HttpResponseNotFound("Not found")  # as any other id of nothing
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest("Bad request")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        form = request.content_type in (
            "application/x-www-form-urlencoded",
            "multipart/form-data",
        )
        if request.method == "POST" and form and not is_api(request):
            for name, values in request.POST.lists():
                if any("\0" in text for text in (name, *values)):
                    return HttpResponseBadRequest("Bad request")
        return None


class ShopLocaleMiddleware(LocaleMiddleware):
    """The language is in the URL; an API call is answered in `Accept-Language`."""

    def process_request(self, request: HttpRequest) -> None:
        if is_api(request):
            language = translation.get_language_from_request(request)
            translation.activate(language)
            request.LANGUAGE_CODE = language
        else:
            super().process_request(request)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """A page depends on its URL alone, so it does not vary by language."""
        response.headers.setdefault("Content-Language", translation.get_language())
        return response
