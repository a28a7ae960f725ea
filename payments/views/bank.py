"""The demo bank's API over HTTP: another company's, and only where play money is."""

import time

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments.gateways.demo.server import answer
from payments.gateways.demo.signing import SIGNATURE, TIMESTAMP
from shop.kernel.clock import now as read_clock


@csrf_exempt
@require_POST
def serve(request: HttpRequest, operation: str) -> HttpResponse:
    """An answer that is planned to be late keeps its caller waiting."""
    if not settings.DEMO_GATEWAY:
        raise Http404
    reply = answer(
        operation,
        request.body,
        timestamp=request.headers.get(TIMESTAMP, ""),
        signature=request.headers.get(SIGNATURE, ""),
        now=read_clock(),
    )
    time.sleep(reply.wait.total_seconds())
    return HttpResponse(
        reply.body,
        status=reply.status,
        content_type="application/json",
        headers={TIMESTAMP: reply.timestamp, SIGNATURE: reply.signature},
    )
