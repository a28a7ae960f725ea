"""Baskets."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Variant
from shop.kernel.fields import AmountField

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
