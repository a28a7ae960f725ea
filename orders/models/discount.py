"""Each reduction of an order by its name, and what each line had of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orders.models.line import OrderLine
from orders.models.order import Order
from shop.kernel.fields import AmountField


class OrderDiscount(models.Model):
    """Frozen with the order: “why this price?” is answered from here for ever.

    `source` names the campaign for whoever counts what it cost: `offer:7`.
    """

    class Kind(models.TextChoices):
        OFFER = "offer", _("offer")
        COUPON = "coupon", _("coupon")
        POINTS = "points", _("points")
        AGREED = "agreed", _("agreed with the shop")

    order = models.ForeignKey(Order, models.PROTECT, related_name="discounts")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = models.CharField(_("name"), max_length=120)
    amount = AmountField(_("amount"))
    source = models.CharField(
        max_length=40, blank=True, default="", db_index=True, editable=False
    )

    class Meta:
        verbose_name = _("discount")
        verbose_name_plural = _("discounts")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="orders_discount_of_something"
            )
        ]

    def __str__(self) -> str:
        return self.name


class DiscountShare(models.Model):
    """What one line had of a discount."""

    discount = models.ForeignKey(
        OrderDiscount, models.PROTECT, related_name="shares", db_index=False
    )
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="discount_shares")
    amount = AmountField(_("amount"))

    class Meta:
        verbose_name = _("share of a discount")
        verbose_name_plural = _("shares of discounts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["discount", "line"], name="orders_discountshare_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="orders_discountshare_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.discount_id}: {self.amount}"
