"""Baskets, and what delivery costs."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Variant
from shop.kernel.fields import AmountField
from shop.kernel.translations import Translated, tr

MOST_LINES = 100
MOST_PIECES = 999


class Cart(models.Model):
    """One basket: an account's, or a guest's, who holds its token in the session."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="cart"
    )
    token = models.CharField(max_length=64, null=True, unique=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("cart")
        verbose_name_plural = _("carts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(owner=None) ^ models.Q(token=None),
                name="cart_cart_of_one_person",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class CartLine(models.Model):
    """So many of one variant.  Reserves nothing.

    `seen_price` is what the shopper last saw, so that a change can be shown.
    """

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()
    is_selected = models.BooleanField(default=True)
    seen_price = AmountField()
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("cart line")
        verbose_name_plural = _("cart lines")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cart", "variant"], name="cart_cartline_variant_once"
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1, quantity__lte=MOST_PIECES),
                name="cart_cartline_quantity_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"


class ShippingRateQuerySet(models.QuerySet["ShippingRate"]):
    def for_country(self, country: str) -> "ShippingRateQuerySet":
        zone = (
            ShippingRate.Zone.DOMESTIC if country == "CN" else ShippingRate.Zone.ABROAD
        )
        return self.filter(zone=zone, is_active=True)


class ShippingRate(Translated):
    """A way of delivery, its fee, and the goods amount from which it is free."""

    class Zone(models.TextChoices):
        DOMESTIC = "domestic", _("Mainland China")
        ABROAD = "abroad", _("abroad")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    zone = models.CharField(
        _("zone"), max_length=10, choices=Zone, default=Zone.DOMESTIC
    )
    fee = AmountField(_("fee"))
    free_from = AmountField(_("free from"), null=True, blank=True)
    days_least = models.PositiveSmallIntegerField(_("days at least"), default=1)
    days_most = models.PositiveSmallIntegerField(_("days at most"), default=3)
    position = models.PositiveIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    objects = ShippingRateQuerySet.as_manager()

    class Meta(Translated.Meta):
        verbose_name = _("shipping rate")
        verbose_name_plural = _("shipping rates")
        ordering = ["position", "fee"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fee__gte=0),
                name="cart_shippingrate_fee_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(days_least__lte=models.F("days_most")),
                name="cart_shippingrate_days_ordered",
            ),
        ]

    def __str__(self) -> str:
        return tr(self, "name")

    def fee_for(self, goods: Decimal) -> Decimal:
        """What it costs for goods of this amount, discounts taken off."""
        if self.free_from is not None and goods >= self.free_from:
            return Decimal(0)
        return self.fee
