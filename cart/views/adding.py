"""Being built."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def add(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse(status=404)

