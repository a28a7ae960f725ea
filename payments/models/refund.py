"""Money on its way back to a buyer."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orders.models import OrderLine
from orders.refunding import LinePart
from payments.models.attempt import PaymentAttempt
from payments.states import IN_FLIGHT, RefundStatus
from shop.kernel.fields import AmountField


class RefundQuerySet(models.QuerySet["Refund"]):
    def due(self, now: datetime) -> "RefundQuerySet":
        return self.filter(status__in=IN_FLIGHT, next_try_at__lte=now)

    def locked(self) -> "RefundQuerySet":
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Refund(models.Model):
    """A refund with a number of its own, kept through every retry.

    Its amount is reserved on the attempt (`refunded`) when the row is written and
    given back if the gateway says no.
    """

    class Cause(models.TextChoices):
        STAFF = "staff", _("refunded by the shop")
        BUYER = "buyer", _("cancelled by the buyer")
        TEAM = "team", _("the team was not complete in time")
        LATE = "late", _("paid after the order was cancelled")
        SURPLUS = "surplus", _("paid twice")
        OUTDATED = "outdated", _("the price had changed")
        WRONG = "wrong", _("another amount came in")

    attempt = models.ForeignKey(
        PaymentAttempt,
        models.PROTECT,
        verbose_name=_("payment attempt"),
        related_name="refunds",
    )
    number = models.CharField(_("our number"), max_length=32, unique=True)
    gateway_number = models.CharField(_("gateway's number"), max_length=64, blank=True)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=RefundStatus,
        default=RefundStatus.REQUESTED,
        editable=False,
    )
    cause = models.CharField(_("cause"), max_length=8, choices=Cause)
    by_hand = models.BooleanField(_("paid back by hand"), default=False)
    repeats = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name=_("instead of"),
        related_name="repeated_by",
        null=True,
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("approved by"),
        related_name="+",
        null=True,
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    amount = AmountField(_("amount"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), null=True
    )
    requested_at = models.DateTimeField(_("requested at"))
    next_try_at = models.DateTimeField(_("due at"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    done_at = models.DateTimeField(_("done at"), null=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="payments_refund_of_something"
            )
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(status__in=IN_FLIGHT),
                name="payments_refund_in_flight",
            ),
            models.Index(
                fields=["done_at"],
                condition=Q(done_at__isnull=False),
                name="payments_refund_done",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_final(self) -> bool:
        return self.status not in IN_FLIGHT

    def parts(self) -> dict[int, LinePart]:
        """`{order line id: part}`; none for money that no line was bought with."""
        return {row.line_id: row.part for row in self.lines.all()}


class RefundLine(models.Model):
    """What of a refund is for which line of the order, goods and freight."""

    refund = models.ForeignKey(
        Refund, models.PROTECT, related_name="lines", db_index=False
    )
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="refunds")
    quantity = models.PositiveIntegerField(_("quantity"))
    amount = AmountField(_("for the goods"))
    shipping = AmountField(_("for the delivery"))

    class Meta:
        verbose_name = _("line of a refund")
        verbose_name_plural = _("lines of refunds")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["refund", "line"], name="payments_refundline_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, shipping__gte=0),
                name="payments_refundline_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"

    @property
    def part(self) -> LinePart:
        return LinePart(
            line_id=self.line_id,
            quantity=self.quantity,
            amount=self.amount,
            shipping=self.shipping,
        )
