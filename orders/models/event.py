"""Everything that happened to an order, written once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.models.order import Order
from orders.states import Actor, OrderStatus
from shop.kernel.append_only import AppendOnly


class OrderEvent(AppendOnly):
    """One move of an order, or something else that happened (then `old` is `new`).

    Buyers see everything but notes.  `facts` are values to be shown, as text.
    """

    class Kind(models.TextChoices):
        MOVE = "move", _("moved")
        NOTE = "note", _("note")
        PARCEL = "parcel", _("parcel sent")
        PRICE = "price", _("price changed")
        ADDRESS = "address", _("address changed")
        EXTENDED = "extended", _("time to receive extended")
        PARTLY = "partly", _("partly refunded")

    order = models.ForeignKey(Order, models.PROTECT, related_name="events")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.MOVE)
    old = models.CharField(_("from"), max_length=20, choices=OrderStatus, blank=True)
    new = models.CharField(_("to"), max_length=20, choices=OrderStatus)
    actor = models.CharField(_("who"), max_length=8, choices=Actor)
    actor_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("by"),
        null=True,
        db_index=False,
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(_("at"))

    class Meta(AppendOnly.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["actor_user"],
                condition=models.Q(actor_user__isnull=False),
                name="orders_event_by_account",
            )
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
