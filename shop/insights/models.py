"""What the mini-program says of itself: hearsay, kept for a while and never changed.

No order is made of it and no revenue counted; it may be lost, late or made up.
"""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class Plain(DjangoJSONEncoder):
    """Numbers stay numbers; nobody pays with them."""

    def default(self, o: Any) -> Any:
        return float(o) if isinstance(o, Decimal) else super().default(o)


class Told(models.Model):
    """`said_at` is the client's own clock, `received_at` ours."""

    said_at = models.DateTimeField(_("said at"))
    received_at = models.DateTimeField(_("received at"), db_index=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        abstract = True


class ClientEvent(Told):
    """Something happened in the client: a page was looked at, say."""

    name = models.CharField(max_length=64)
    page = models.TextField(blank=True)
    properties = models.JSONField(default=dict, encoder=Plain)

    class Meta:
        verbose_name = _("event of the client")
        verbose_name_plural = _("events of the client")
        indexes = [
            models.Index(fields=["name", "received_at"], name="insights_event_by_name")
        ]

    def __str__(self) -> str:
        return self.name


class ClientMetric(Told):
    """Something was measured in the client: how long a page took, say."""

    name = models.CharField(max_length=64)
    value = models.FloatField()

    class Meta:
        verbose_name = _("measurement of the client")
        verbose_name_plural = _("measurements of the client")
        indexes = [
            models.Index(fields=["name", "received_at"], name="insights_metric_by_name")
        ]

    def __str__(self) -> str:
        return self.name
