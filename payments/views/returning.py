"""Being built."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def wait(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse(status=404)


def done(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse(status=404)


def come_back(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse(status=404)

