"""A lock that somebody else held too long is no fault of ours: say so, ask again later."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader

from shop.kernel.api.refusals import RETRY_AFTER, is_api, refusal
from shop.kernel.retry import Busy, is_passing


class BusyMiddleware:
    """503 where a deadlock or a lock's time-out ended the work of a view.

    Its transaction is undone, so nothing of it was done and trying again is safe.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if not (isinstance(exception, OperationalError) and is_passing(exception)):
            return None
        if is_api(request):
            return refusal(Busy.code, message=str(Busy()))
        page = {"request_id": getattr(request, "request_id", "")}
        body = loader.get_template("503.html").render(page)
        headers = {"Retry-After": RETRY_AFTER, "Cache-Control": "no-store"}
        return HttpResponse(body, status=503, headers=headers)
