"""Baskets."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Variant
from promotions.wishes import Deal
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

    `seen_price` is what the shopper last saw, so that a change can be shown.  The
    deal is a campaign that it is bought through, as far as that still runs.
    """

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines", db_index=False)
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()
    is_selected = models.BooleanField(default=True)
    seen_price = AmountField()
    added_at = models.DateTimeField()
    deal_kind = models.CharField(max_length=10, blank=True, default="")
    deal_id = models.BigIntegerField(null=True)
    deal_team = models.CharField(max_length=20, blank=True, default="")

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
            models.CheckConstraint(
                condition=models.Q(deal_kind="", deal_id=None)
                | (~models.Q(deal_kind="") & models.Q(deal_id__isnull=False)),
                name="cart_cartline_deal_has_an_id",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"

    @property
    def deal(self) -> Deal | None:
        if self.deal_id is None:
            return None
        return Deal(kind=self.deal_kind, id=self.deal_id, team=self.deal_team)

    @deal.setter
    def deal(self, deal: Deal | None) -> None:
        self.deal_kind = deal.kind if deal else ""
        self.deal_id = deal.id if deal else None
        self.deal_team = deal.team if deal else ""
