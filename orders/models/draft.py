"""Orders that staff write down while the buyer is on the phone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import PostalAddress
from catalog.models import Variant
from orders.models.order import Order


class OrderDraft(PostalAddress):
    """What the buyer wants and where it goes.  Reserves nothing until it is placed.

    Placing it makes one order, at the prices of that moment; the draft keeps which.
    """

    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    shipping_code = models.SlugField(_("delivery"), max_length=40, blank=True)
    note = models.CharField(_("buyer's note"), max_length=300, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("written by"),
        null=True,
        editable=False,
    )
    order = models.OneToOneField(
        Order,
        models.PROTECT,
        verbose_name=_("order"),
        related_name="draft",
        null=True,
        editable=False,
    )
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta:
        verbose_name = _("phone order")
        verbose_name_plural = _("phone orders")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"#{self.pk} {self.name}"


class DraftLine(models.Model):
    """So many of one variant."""

    draft = models.ForeignKey(
        OrderDraft, models.CASCADE, related_name="lines", db_index=False
    )
    variant = models.ForeignKey(
        Variant, models.CASCADE, verbose_name=_("variant"), related_name="+"
    )
    quantity = models.PositiveIntegerField(_("quantity"), default=1)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "variant"], name="orders_draftline_variant_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=999),
                name="orders_draftline_quantity_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"
