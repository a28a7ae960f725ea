"""What was bought, at the prices agreed when it was placed."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import PostalAddress
from orders.errors import IllegalMove
from orders.pieces import by_variant
from orders.states import HOLDING_STOCK, Actor, OrderKind, OrderStatus, may_move
from shop.kernel.fields import AmountField
from shop.kernel.prepared_writes import Update, insert, prepared_update


class OrderQuerySet(models.QuerySet["Order"]):
    def overdue(self, now: datetime) -> "OrderQuerySet":
        return self.filter(status=OrderStatus.PENDING_PAYMENT, pay_by__lte=now)

    def to_remind(self, now: datetime) -> "OrderQuerySet":
        """Unpaid, and the better part of the time to pay is gone."""
        unpaid = self.filter(status=OrderStatus.PENDING_PAYMENT, pay_by__gt=now)
        return unpaid.filter(remind_at__lte=now)

    def to_receive(self, now: datetime) -> "OrderQuerySet":
        return self.filter(status=OrderStatus.SHIPPED, receive_by__lte=now)

    def to_complete(self, now: datetime) -> "OrderQuerySet":
        return self.filter(status=OrderStatus.RECEIVED, complete_at__lte=now)

    def locked(self) -> "OrderQuerySet":
        """Hold the rows until the transaction ends, always in the same order."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Order(PostalAddress):
    """One purchase.  Prices, names and the address are copies; nothing edits them.
    `freight_spared` is what delivery would have cost without what made it free.

    `promises` are the kinds of promotion that hold something for it, by name.
    """

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("account"),
        related_name="orders",
        null=True,
        editable=False,
        db_index=False,
    )
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=OrderKind,
        default=OrderKind.REGULAR,
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
    shipping_code = models.CharField(max_length=40, blank=True, editable=False)
    shipping_name = models.CharField(_("delivery"), max_length=80, editable=False)
    free_delivery = models.CharField(
        _("free delivery by"), max_length=120, blank=True, default="", editable=False
    )
    free_delivery_source = models.CharField(
        max_length=40, blank=True, default="", editable=False
    )
    freight_spared = AmountField(default=Decimal(0), editable=False)
    # What the buyer meant to pay with; attempts say what was tried.
    pay_with = models.CharField(max_length=20, blank=True, default="", editable=False)
    promises = models.CharField(max_length=60, blank=True, default="", editable=False)
    buyer_note = models.CharField(_("buyer's note"), max_length=300, blank=True)
    placed_at = models.DateTimeField(_("placed at"), editable=False)
    pay_by = models.DateTimeField(_("pay by"), editable=False)
    remind_at = models.DateTimeField(null=True, editable=False)
    price_adjusted_at = models.DateTimeField(null=True, editable=False)
    paid_at = models.DateTimeField(_("paid at"), null=True, editable=False)
    shipped_at = models.DateTimeField(_("shipped at"), null=True, editable=False)
    receive_by = models.DateTimeField(null=True, editable=False)
    extended_at = models.DateTimeField(null=True, editable=False)
    received_at = models.DateTimeField(_("received at"), null=True, editable=False)
    complete_at = models.DateTimeField(null=True, editable=False)
    completed_at = models.DateTimeField(_("completed at"), null=True, editable=False)
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
            models.Index(
                fields=["receive_by"],
                condition=Q(status=OrderStatus.SHIPPED),
                name="orders_order_on_the_way",
            ),
            models.Index(
                fields=["complete_at"],
                condition=Q(status=OrderStatus.RECEIVED),
                name="orders_order_received",
            ),
            models.Index(fields=["owner", "-placed_at"], name="orders_order_of_owner"),
            models.Index(
                fields=["free_delivery_source"],
                condition=~Q(free_delivery_source=""),
                name="orders_order_sent_free_by",
            ),
            models.Index(
                fields=["status", "-placed_at"], name="orders_order_by_status"
            ),
            models.Index(fields=["phone"], name="orders_order_of_phone"),
            models.Index(Lower("email"), name="orders_order_of_email"),
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
                condition=Q(freight_spared=0)
                | Q(freight_spared__gt=0) & ~Q(free_delivery=""),
                name="orders_order_freight_spared_by_something",
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

    def waits_for_payment(self, now: datetime) -> bool:
        """Unpaid, and its time is not over: a payment may be started."""
        return self.is_unpaid and now < self.pay_by

    @property
    def holds_stock(self) -> bool:
        return self.status in HOLDING_STOCK

    def quantities(self) -> dict[int, int]:
        """`{variant_id: quantity}` of all lines."""
        return by_variant((line.variant_id, line.quantity) for line in self.lines.all())

    def left_to_ship(self) -> dict[int, int]:
        """`{variant_id: quantity}` of what is neither sent nor given up."""
        left = by_variant(
            (line.variant_id, line.left_to_ship) for line in self.lines.all()
        )
        return {variant_id: number for variant_id, number in left.items() if number}

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
        Raises IllegalMove, also where `actor` may not make this move.
        """
        old = self.status
        stamp = STAMPS.get(status, "")
        if stamp and getattr(self, stamp) is not None:
            stamp = ""
        move = _moving(stamp)
        if not may_move(old, status, actor) or not move(self.pk, old, status, at):
            raise IllegalMove(current=old, wanted=status)
        event: Any = self.events.model
        insert(
            [
                event(
                    order=self,
                    old=old,
                    new=status,
                    actor=actor,
                    actor_user_id=actor_id,
                    reason=reason[:300],
                    at=at,
                )
            ]
        )
        self.status = status
        if stamp:
            setattr(self, stamp, at)

    def write(self, **columns: Any) -> None:
        """Change columns beside the status.  The caller holds the row lock."""
        Order.objects.filter(pk=self.pk).update(**columns)
        for name, value in columns.items():
            setattr(self, name, value)

    move_to.alters_data = write.alters_data = True  # type: ignore[attr-defined]


@cache
def _moving(stamp: str) -> Callable[[int, str, str, datetime], int]:
    """The statement that moves an order, and sets this column to when."""

    @prepared_update
    def move(pk: int, old: str, new: str, at: datetime) -> Update:
        stamps = {stamp: at} if stamp else {}
        return Order.objects.filter(pk=pk, status=old), {"status": new, **stamps}

    return move


STAMPS: dict[str, str] = {
    OrderStatus.AWAITING_SHIPMENT: "paid_at",
    OrderStatus.AWAITING_TEAM: "paid_at",
    OrderStatus.SHIPPED: "shipped_at",
    OrderStatus.RECEIVED: "received_at",
    OrderStatus.COMPLETED: "completed_at",
    OrderStatus.CANCELLED: "cancelled_at",
}
