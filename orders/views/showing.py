"""Being built."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def show(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse(status=404)


def received(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse(status=404)

