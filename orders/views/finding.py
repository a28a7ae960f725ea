"""Being built."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def find(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse(status=404)


def key(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse(status=404)

