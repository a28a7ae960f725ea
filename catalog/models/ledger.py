"""What happened to stock and prices, written once and never changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models.variant import Variant
from shop.kernel.append_only import AppendOnly
from shop.kernel.fields import AmountField


class StockMove(AppendOnly):
    """One change of a variant's counters; the rows sum up to them."""

    class Kind(models.TextChoices):
        RECEIVE = "receive", pgettext_lazy("stock", "received")
        ADJUST = "adjust", _("adjusted")
        RESERVE = "reserve", _("reserved")
        RELEASE = "release", _("released")
        SHIP = "ship", pgettext_lazy("stock", "shipped")
        RETURN = "return", _("returned")

    variant = models.ForeignKey(
        Variant, models.PROTECT, verbose_name=_("variant"), related_name="moves"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    on_hand_delta = models.IntegerField(_("on hand"), default=0)
    reserved_delta = models.IntegerField(_("reserved"), default=0)
    reference = models.CharField(_("order"), max_length=40, blank=True, db_index=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("by"),
        null=True,
        db_index=False,
    )
    at = models.DateTimeField(_("at"))

    class Meta(AppendOnly.Meta):
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["actor"],
                condition=models.Q(actor__isnull=False),
                name="catalog_stockmove_by_staff",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(on_hand_delta=0, reserved_delta=0),
                name="catalog_stockmove_moves_something",
            )
        ]

    def __str__(self) -> str:
        change = f"{self.on_hand_delta:+}/{self.reserved_delta:+}"
        return f"{self.get_kind_display()} {change}"


class PriceLog(AppendOnly):
    """A price that a variant was given, and when."""

    variant = models.ForeignKey(
        Variant,
        models.PROTECT,
        verbose_name=_("variant"),
        related_name="price_log",
        db_index=False,
    )
    price = AmountField(_("price"))
    compare_at = AmountField(_("compare-at price"), null=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), null=True
    )
    at = models.DateTimeField(_("at"))

    class Meta(AppendOnly.Meta):
        verbose_name = _("price change")
        verbose_name_plural = _("price changes")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["variant", "-at"], name="catalog_pricelog_latest")
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} {self.price}"
