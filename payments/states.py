"""The states of payment attempts and refunds, and the moves between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AttemptStatus(models.TextChoices):
    OPEN = "open", _("open")
    CAPTURED = "captured", _("paid")
    CLOSED = "closed", _("closed")
    DISPUTED = "disputed", _("amount or currency differs")


class RefundStatus(models.TextChoices):
    REQUESTED = "requested", _("requested")
    UNKNOWN = "unknown", _("being checked")
    PROCESSING = "processing", _("on its way")
    DONE = "done", _("refunded")
    FAILED = "failed", _("failed")


ATTEMPT_MOVES: dict[str, frozenset[str]] = {
    AttemptStatus.OPEN: frozenset(
        {AttemptStatus.CAPTURED, AttemptStatus.CLOSED, AttemptStatus.DISPUTED}
    ),
    AttemptStatus.CLOSED: frozenset({AttemptStatus.CAPTURED, AttemptStatus.DISPUTED}),
    AttemptStatus.CAPTURED: frozenset(),
    AttemptStatus.DISPUTED: frozenset({AttemptStatus.CAPTURED}),  # the right sum came
}

REFUND_MOVES: dict[str, frozenset[str]] = {
    RefundStatus.REQUESTED: frozenset(
        {
            RefundStatus.UNKNOWN,
            RefundStatus.PROCESSING,
            RefundStatus.DONE,
            RefundStatus.FAILED,
        }
    ),
    RefundStatus.UNKNOWN: frozenset(
        {RefundStatus.PROCESSING, RefundStatus.DONE, RefundStatus.FAILED}
    ),
    RefundStatus.PROCESSING: frozenset({RefundStatus.DONE, RefundStatus.FAILED}),
    RefundStatus.DONE: frozenset({RefundStatus.FAILED}),
    RefundStatus.FAILED: frozenset(),
}

IN_FLIGHT = (RefundStatus.REQUESTED, RefundStatus.UNKNOWN, RefundStatus.PROCESSING)
