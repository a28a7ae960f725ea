"""What was bought, at the prices agreed when it was placed."""

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import PostalAddress
from catalog.models import Variant
from orders.errors import IllegalMove
from orders.states import HOLDING_STOCK, MOVES, Actor, OrderStatus
from shop.kernel.fields import AmountField


class OrderQuerySet(models.QuerySet["Order"]):
    def overdue(self, now: datetime) -> "OrderQuerySet":
        return self.filter(status=OrderStatus.PENDING_PAYMENT, pay_by__lte=now)

    def locked(self) -> "OrderQuerySet":
        """Hold the rows until the transaction ends, always in the same order."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Order(PostalAddress):
    """One purchase.  Prices, names and the address are copies; nothing edits them."""

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("account"),
        related_name="orders",
        null=True,
        editable=False,
    )
    cart_key = models.BigIntegerField(null=True, editable=False, db_index=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(max_length=10, editable=False)
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=OrderStatus,
        default=OrderStatus.PENDING_PAYMENT,
        editable=False,
    )
    currency = models.CharField(max_length=3, editable=False)
    tax_percent = models.DecimalField(max_digits=5, decimal_places=2, editable=False)
    goods_amount = AmountField(_("goods"), editable=False)
    discount_amount = AmountField(_("discount"), default=Decimal(0), editable=False)
    shipping_amount = AmountField(_("shipping"), editable=False)
    total = AmountField(_("total"), editable=False)
    captured = AmountField(_("paid"), default=Decimal(0), editable=False)
    refunded = AmountField(_("refunded"), default=Decimal(0), editable=False)
    shipping_name = models.CharField(_("delivery"), max_length=80, editable=False)
    buyer_note = models.CharField(_("buyer's note"), max_length=300, blank=True)
    placed_at = models.DateTimeField(_("placed at"), editable=False)
    pay_by = models.DateTimeField(_("pay by"), editable=False)
    paid_at = models.DateTimeField(_("paid at"), null=True, editable=False)
    shipped_at = models.DateTimeField(_("shipped at"), null=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, editable=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-placed_at", "-pk"]
        indexes = [
            models.Index(
                fields=["pay_by"],
                condition=Q(status=OrderStatus.PENDING_PAYMENT),
                name="orders_order_unpaid",
            ),
            models.Index(fields=["owner", "-placed_at"], name="orders_order_of_owner"),
            models.Index(
                fields=["status", "-placed_at"], name="orders_order_by_status"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    total=F("goods_amount")
                    - F("discount_amount")
                    + F("shipping_amount")
                ),
                name="orders_order_total_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(total__gte=0, goods_amount__gte=0, shipping_amount__gte=0)
                & Q(discount_amount__gte=0, discount_amount__lte=F("goods_amount")),
                name="orders_order_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("captured")),
                name="orders_order_refunded_within_captured",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OrderStatus.values),
                name="orders_order_known_status",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[OrderStatus.PENDING_PAYMENT, OrderStatus.CANCELLED]
                )
                | Q(paid_at__isnull=False),
                name="orders_order_paid_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_unpaid(self) -> bool:
        return self.status == OrderStatus.PENDING_PAYMENT

    @property
    def holds_stock(self) -> bool:
        return self.status in HOLDING_STOCK

    def quantities(self) -> dict[int, int]:
        """`{variant_id: quantity}` of all lines."""
        return {line.variant_id: line.quantity for line in self.lines.all()}

    def move_to(
        self,
        status: OrderStatus,
        *,
        at: datetime,
        actor: Actor,
        actor_id: int | None = None,
        reason: str = "",
    ) -> None:
        """Change status and write its event.  The caller holds the row lock.

        A compare-and-set all the same: a row that moved meanwhile is left alone.
        Raises IllegalMove.
        """
        old = self.status
        stamp = STAMPS.get(status)
        stamps = {stamp: at} if stamp and getattr(self, stamp) is None else {}
        unmoved = Order.objects.filter(pk=self.pk, status=old)
        if status not in MOVES[old] or not unmoved.update(status=status, **stamps):
            raise IllegalMove(current=old, wanted=status)
        self.events.create(
            old=old,
            new=status,
            actor=actor,
            actor_user_id=actor_id,
            reason=reason[:300],
            at=at,
        )
        for field, value in {"status": status, **stamps}.items():
            setattr(self, field, value)

    move_to.alters_data = True  # type: ignore[attr-defined]


STAMPS: dict[str, str] = {
    OrderStatus.AWAITING_SHIPMENT: "paid_at",
    OrderStatus.AWAITING_TEAM: "paid_at",
    OrderStatus.SHIPPED: "shipped_at",
    OrderStatus.CANCELLED: "cancelled_at",
}


class OrderLine(models.Model):
    """So many of one variant, at the price agreed.

    `cart_line_id` is unique: a cart line is ordered once, whatever is submitted
    twice or at the same moment.  `shipping_share` and `discount_amount` are this
    line's parts of the order's amounts; refunds read them.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="lines")
    cart_line_id = models.BigIntegerField(unique=True, null=True, editable=False)
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="order_lines")
    sku = models.CharField(_("SKU"), max_length=64)
    name = models.CharField(_("name"), max_length=200)
    options = models.JSONField(_("options"), default=dict)
    image = models.CharField(max_length=200, blank=True)
    list_price = AmountField(_("list price"))
    unit_price = AmountField(_("price"))
    quantity = models.PositiveIntegerField(_("quantity"))
    discount_amount = AmountField(_("discount"), default=Decimal(0))
    shipping_share = AmountField(_("share of shipping"), default=Decimal(0))
    total = AmountField(_("paid for it"))

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "variant"], name="orders_orderline_variant_once"
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
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"

    @property
    def goods_amount(self) -> Decimal:
        return self.unit_price * self.quantity

    @property
    def options_text(self) -> str:
        return " / ".join(self.options.values())
