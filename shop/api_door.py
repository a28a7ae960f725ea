"""The door of `/api/`: what holds for every call, whoever answers it in the end."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from shop.kernel.api.refusals import is_api, refusal, refusal_like

KIB = 1024
LARGEST = 64 * KIB
SMALLER = {"/api/analytics/track": 16 * KIB, "/api/metrics": 16 * KIB}
DRAINED = 1024 * KIB  # so much of a body is read on, or the refusal might not arrive


class ApiDoorMiddleware:
    """No cookie comes in or goes out, a body has its limit, nothing leads elsewhere,
    and every answer of 400 and above is the contract's, be it a crash."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_api(request):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        with translation.override(translation.get_language_from_request(request)):
            if take_body(request):
                response = self.get_response(request)
            else:
                response = refusal("TOO_LARGE")
            return as_promised(response)


def as_promised(response: HttpResponse) -> HttpResponse:
    is_odd = response.status_code >= 300 and response.status_code != 304
    if is_odd and not hasattr(response, "is_refusal"):
        response = refusal_like(response)
    response.cookies.clear()
    if not response.streaming:
        response.headers["Content-Length"] = str(len(response.content))
    response.headers.setdefault("Cache-Control", "no-store")
    patch_vary_headers(response, ("Accept-Language", "Authorization"))
    return response


def take_body(request: HttpRequest) -> bool:
    """Read the body where nobody says how long it is; False if it is too long."""
    largest = SMALLER.get(request.path_info, LARGEST)
    said = request.META.get("CONTENT_LENGTH") or ""
    if said.isdecimal() and int(said) > largest:
        request.read(DRAINED)
        return False
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        stream = request.META["wsgi.input"]
        body = stream.read(largest + 1)
        if len(body) > largest:
            stream.read(DRAINED)
            return False
        request._body = body
    return True
