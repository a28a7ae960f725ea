"""The lines of an order: frozen prices, and how far each line has got."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Variant
from orders.models.order import Order
from shop.kernel.fields import AmountField


class OrderLine(models.Model):
    """So many of one variant, at the price agreed; `price_name` says which price that
    was, the deal through which campaign, of a gift: by which offer.  `usual_price` is
    what a piece cost without any.

    `cart_line_id` is unique: a cart line is ordered once, whatever is submitted
    twice or at the same moment.  `shipping_share` and `discount_amount` are this
    line's parts of the order's amounts; refunds read them.

    Of `quantity` pieces some were sent, some were given up before they were sent,
    and the rest is still to ship; independently of that some were paid back.
    """

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="lines", db_index=False
    )
    cart_line_id = models.BigIntegerField(unique=True, null=True, editable=False)
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="order_lines")
    sku = models.CharField(_("SKU"), max_length=64)
    name = models.CharField(_("name"), max_length=200)
    options = models.JSONField(_("options"), default=dict)
    image = models.CharField(max_length=200, blank=True)
    list_price = AmountField(_("list price"))
    usual_price = AmountField(null=True, editable=False)
    unit_price = AmountField(_("price"))
    quantity = models.PositiveIntegerField(_("quantity"))
    discount_amount = AmountField(_("discount"), default=Decimal(0))
    shipping_share = AmountField(_("share of shipping"), default=Decimal(0))
    total = AmountField(_("paid for it"))
    price_name = models.CharField(_("price"), max_length=80, blank=True, default="")
    deal_kind = models.CharField(max_length=10, blank=True, default="")
    deal_id = models.BigIntegerField(null=True)
    is_gift = models.BooleanField(_("gift"), default=False)
    shipped_quantity = models.PositiveIntegerField(_("shipped"), default=0)
    cancelled_quantity = models.PositiveIntegerField(_("given up"), default=0)
    refunded_quantity = models.PositiveIntegerField(_("paid back"), default=0)
    refunded_amount = AmountField(_("refunded"), default=Decimal(0))
    refunded_shipping = AmountField(_("refunded of shipping"), default=Decimal(0))

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["deal_kind", "deal_id"],
                condition=Q(deal_id__isnull=False),
                name="orders_orderline_of_deal",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "variant", "is_gift"],
                name="orders_orderline_variant_once",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=999),
                name="orders_orderline_quantity_sane",
            ),
            models.CheckConstraint(
                condition=Q(
                    total=F("unit_price") * F("quantity")
                    - F("discount_amount")
                    + F("shipping_share")
                ),
                name="orders_orderline_total_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(unit_price__gte=0, shipping_share__gte=0)
                & Q(discount_amount__gte=0)
                & Q(discount_amount__lte=F("unit_price") * F("quantity")),
                name="orders_orderline_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(
                    quantity__gte=F("shipped_quantity") + F("cancelled_quantity")
                ),
                name="orders_orderline_sent_within_bought",
            ),
            models.CheckConstraint(
                condition=Q(refunded_quantity__lte=F("quantity")),
                name="orders_orderline_paid_back_within_bought",
            ),
            models.CheckConstraint(
                condition=Q(refunded_amount__gte=0, refunded_shipping__gte=0)
                & Q(refunded_shipping__lte=F("shipping_share"))
                & Q(
                    refunded_amount__lte=F("unit_price") * F("quantity")
                    - F("discount_amount")
                ),
                name="orders_orderline_refunded_within_paid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"

    @property
    def goods_amount(self) -> Decimal:
        return self.unit_price * self.quantity

    @property
    def options_text(self) -> str:
        return " / ".join(self.options.values())

    @property
    def net(self) -> Decimal:
        """What the goods of this line cost after discounts, without freight."""
        return self.goods_amount - self.discount_amount

    @property
    def left_to_ship(self) -> int:
        return self.quantity - self.shipped_quantity - self.cancelled_quantity

    @property
    def left_to_refund(self) -> int:
        return self.quantity - self.refunded_quantity
