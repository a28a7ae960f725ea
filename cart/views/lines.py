"""Being built."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def select(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse(status=404)


def restore_line(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse(status=404)


def remove_unavailable(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse(status=404)


def change_line(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse(status=404)


def remove_line(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse(status=404)

