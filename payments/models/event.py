"""What gateways told us, stored once each."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.json import KT
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from payments.labels import LABELS
from payments.models.attempt import PaymentAttempt
from payments.models.case import MoneyCase


class EventQuerySet(models.QuerySet["GatewayEvent"]):
    def unprocessed(self, before: datetime) -> "EventQuerySet":
        """Work that waits.  An event of an unknown attempt is none (yet): until then
        the shop asks the gateway itself."""
        waiting = self.filter(processed_at=None, received_at__lte=before)
        return waiting._named().filter(_is_known())

    def strange(self, before: datetime) -> "EventQuerySet":
        """Undone, and about nothing that we know."""
        waiting = self.filter(processed_at=None, received_at__lte=before)
        return waiting._named().exclude(_is_known())

    def _named(self) -> "EventQuerySet":
        return self.annotate(
            about_number=KT("facts__out_trade_no"), about_trade=KT("facts__about_trade")
        )


def _is_known() -> Q:
    """Does it have an attempt, or is there one by now?  As in `services.rows`."""
    attempts = PaymentAttempt.objects.filter(gateway=OuterRef("gateway"))
    cases = MoneyCase.objects.filter(attempt__gateway=OuterRef("gateway"))
    return (
        Q(attempt__isnull=False)
        | Q(Exists(attempts.filter(out_trade_no=OuterRef("about_number"))))
        | Q(Exists(attempts.filter(trade_no=OuterRef("about_trade"))))
        | Q(Exists(cases.filter(trade_no=OuterRef("about_trade"))))
    )


class GatewayEvent(models.Model):
    """One verified message of a gateway.  `facts` holds what we compare, no persons."""

    gateway = models.CharField(_("gateway"), max_length=20)
    event_id = models.CharField(_("event"), max_length=80)
    kind = models.CharField(_("kind"), max_length=40)
    attempt = models.ForeignKey(
        PaymentAttempt,
        models.PROTECT,
        verbose_name=_("payment attempt"),
        related_name="events",
        null=True,
    )
    facts = models.JSONField(_("facts"))
    received_at = models.DateTimeField(_("received at"))
    processed_at = models.DateTimeField(_("processed at"), null=True)
    outcome = models.CharField(_("outcome"), max_length=120, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("gateway event")
        verbose_name_plural = _("gateway events")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "event_id"], name="payments_event_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["received_at"],
                condition=models.Q(processed_at=None),
                name="payments_event_unprocessed",
            )
        ]

    def __str__(self) -> str:
        return f"{LABELS.get(self.gateway, self.gateway)} {self.event_id}"

    @property
    def outcome_text(self) -> str:
        """What became of it, in the reader's language."""
        return gettext(self.outcome) if self.outcome else ""
