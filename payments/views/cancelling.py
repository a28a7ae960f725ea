"""Being built."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def cancel(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse(status=404)

