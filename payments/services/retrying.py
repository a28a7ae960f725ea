"""Staff help a refund or a gateway's message along."""

from datetime import datetime

from payments.models import GatewayEvent, Refund
from payments.services.asking import ask_gateway
from payments.services.events import known_attempt, settle_event
from payments.services.refunding import ask_about_refund, send_refund
from payments.services.rows import refund_told_of
from payments.states import IN_FLIGHT


def hurry_refund(*, refund_id: int, now: datetime) -> bool:
    """Take a refund that waits for its next try to the gateway now.

    Under its own number, so it can't be paid out twice.  False when the gateway
    gave no answer, or it was no longer on its way.
    """
    Refund.objects.filter(pk=refund_id, status__in=IN_FLIGHT).update(next_try_at=now)
    return send_refund(refund_id=refund_id, now=now)


def work_again(*, event_id: int, now: datetime) -> bool:
    """Do what a message says, if that is still to be done; else ask its gateway how
    the payment or the refund stands now.

    A message that had overtaken our own row finds it now, also one that was given up.
    False where there is nothing that it could be about.  Raises GatewayAway.  Not
    inside a transaction.
    """
    event = GatewayEvent.objects.get(pk=event_id)
    was_strange = event.attempt_id is None
    attempt_id = known_attempt(event)
    if attempt_id is None:
        return False
    if was_strange and event.processed_at is not None:
        event.processed_at, event.outcome = None, ""
        event.save(update_fields=["processed_at", "outcome"])
    if event.processed_at is None:
        return settle_event(event_id=event_id, now=now)
    refund = refund_told_of(event)
    if refund is None:
        ask_gateway(attempt_id=attempt_id, now=now)
    elif refund.is_final:
        ask_about_refund(refund_id=refund.pk, now=now)
    else:
        hurry_refund(refund_id=refund.pk, now=now)
    return True
