"""Where gateways call.  Verify, store once, acknowledge; the work comes after."""

import logging

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments.errors import Forged, MethodNotOffered
from payments.gateways.registry import gateway_named
from payments.services import store_message
from shop.kernel.clock import now as read_clock
from shop.kernel.failpoints import failpoint

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def callback(request: HttpRequest, gateway: str) -> HttpResponse:
    """Acknowledged once stored, duplicates too.

    An unknown order number is stored and answered 404, so that the gateway calls
    again: its callback may have overtaken our own commit.  What is not ours will never
    be known, and is not wanted again.
    """
    now = read_clock()
    try:
        adapter = gateway_named(gateway)
    except MethodNotOffered:
        return HttpResponse(status=404)
    try:
        message = adapter.read(request, now=now)
    except (Forged, RawPostDataException):  # the latter: fields and files, not bytes
        logger.warning("A callback of %s was not genuine", gateway)
        return adapter.refuse(403)
    failpoint("callback.verified")
    event = store_message(gateway=gateway, message=message, now=now)
    failpoint("callback.after_commit")
    if event.attempt_id is None and message.is_ours:
        return adapter.refuse(404)
    return adapter.acknowledge()
