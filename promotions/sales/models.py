"""Sale prices: a lower price of a variant for a while."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Variant
from shop.kernel.fields import AmountField
from shop.kernel.translations import tr


class ScheduledPriceQuerySet(models.QuerySet["ScheduledPrice"]):
    def running(self, now: datetime) -> "ScheduledPriceQuerySet":
        return self.filter(starts_at__lte=now, ends_at__gt=now)

    def unopened(self, now: datetime) -> "ScheduledPriceQuerySet":
        """Those that have begun and do not know yet what may be struck through."""
        return self.filter(opened_at=None, starts_at__lte=now)

    def meeting(
        self, starts_at: datetime, ends_at: datetime
    ) -> "ScheduledPriceQuerySet":
        """Those that are in force at some moment between the two."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class ScheduledPrice(models.Model):
    """What a variant costs from `starts_at` until `ends_at`; no two of a variant meet.

    Once it has begun it is a price that was charged, a row of the price log: only its
    end may still come sooner or later, never before now.  `was` is what may be struck
    through, by the 30-day rule of that moment.
    """

    variant = models.ForeignKey(
        Variant,
        models.PROTECT,
        verbose_name=_("variant"),
        related_name="scheduled_prices",
        db_index=False,
    )
    price = AmountField(_("sale price"))
    was = AmountField(_("struck through"), null=True, editable=False)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    opened_at = models.DateTimeField(null=True, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), null=True
    )

    objects = ScheduledPriceQuerySet.as_manager()

    class Meta:
        verbose_name = _("sale price")
        verbose_name_plural = _("sale prices")
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index(
                fields=["variant", "ends_at"], name="promotions_sale_by_variant"
            ),
            models.Index(
                fields=["starts_at"],
                condition=Q(opened_at=None),
                name="promotions_sale_unopened",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="promotions_sale_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(price__gt=0), name="promotions_sale_price_positive"
            ),
            models.CheckConstraint(
                condition=Q(was=None) | Q(was__gt=F("price")),
                name="promotions_sale_was_is_higher",
            ),
        ]

    def __str__(self) -> str:
        return f"{tr(self.variant.product, 'name')} · {self.variant.sku}"
