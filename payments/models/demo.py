"""The demo gateway's own books.  They stand for another company's database.

Only `payments.gateways.demo` reads or writes them; the shop learns what they say
through the gateway's interface, as it would from a real gateway.
"""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.kernel.fields import AmountField


class DemoTrade(models.Model):
    """One payment at the demo gateway.  `amount` is what was asked for and, once it
    is paid, what was taken.

    It lets a buyer pay twice: then two trades share one `out_trade_no`.
    """

    class Status(models.TextChoices):
        WAITING = "waiting"
        PAID = "paid"
        CLOSED = "closed"

    out_trade_no = models.CharField(max_length=32, db_index=True)
    trade_no = models.CharField(max_length=64, unique=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    amount = AmountField()
    currency = models.CharField(max_length=3)
    refunded = AmountField(default=Decimal(0))
    notify_url = models.URLField()
    return_url = models.URLField()
    paid_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("demo trade")
        verbose_name_plural = _("demo trades")

    def __str__(self) -> str:
        return self.out_trade_no


class DemoRefund(models.Model):
    """A refund at the demo gateway, known by the shop's number.

    One on its way becomes `becomes` at `settles_at`.
    """

    class Status(models.TextChoices):
        PROCESSING = "processing"
        DONE = "done"
        FAILED = "failed"

    trade = models.ForeignKey(DemoTrade, models.PROTECT, related_name="refunds")
    number = models.CharField(max_length=32, unique=True)
    amount = AmountField()
    status = models.CharField(max_length=10, choices=Status, default=Status.DONE)
    becomes = models.CharField(max_length=10, choices=Status, default=Status.DONE)
    made_at = models.DateTimeField()
    settles_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("demo refund")
        verbose_name_plural = _("demo refunds")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="processing") | Q(settles_at__isnull=False),
                name="payments_demo_refund_ends",
            )
        ]

    def __str__(self) -> str:
        return self.number


class DemoMessage(models.Model):
    """A callback that the demo gateway owes the shop: due until it is heard."""

    class Kind(models.TextChoices):
        TRADE_PAID = "trade.paid"
        TRADE_CLOSED = "trade.closed"
        REFUND_DONE = "refund.done"
        REFUND_FAILED = "refund.failed"

    trade = models.ForeignKey(DemoTrade, models.PROTECT, related_name="messages")
    refund = models.ForeignKey(DemoRefund, models.PROTECT, null=True)
    kind = models.CharField(max_length=14, choices=Kind)
    event_id = models.CharField(max_length=80, unique=True)
    copies = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("demo callback")
        verbose_name_plural = _("demo callbacks")

    def __str__(self) -> str:
        return self.event_id


class DemoFault(models.Model):
    """Something that the demo gateway will do wrong, `left` more times.

    With a number only for that trade or refund, else for whichever comes next.
    """

    class Operation(models.TextChoices):
        OPEN = "open"
        QUERY = "query"
        CLOSE = "close"
        REFUND = "refund"
        QUERY_REFUND = "query-refund"
        PAY = "pay"
        CALLBACK = "callback"

    class Kind(models.TextChoices):
        LATE = "late"
        AWAY = "away"
        ACTED_THEN_AWAY = "acted_then_away"
        GARBLED = "garbled"
        UNSIGNED = "unsigned"
        OUT_OF_ORDER = "out_of_order"
        TWICE = "twice"
        AGAIN = "again"
        WRONG_AMOUNT = "wrong_amount"
        WRONG_CURRENCY = "wrong_currency"
        LOST = "lost"
        DELAYED = "delayed"
        REFUND_PENDING = "refund_pending"
        REFUND_FAILS = "refund_fails"
        REFUND_FAILS_LATER = "refund_fails_later"

    operation = models.CharField(max_length=12, choices=Operation)
    kind = models.CharField(max_length=20, choices=Kind)
    number = models.CharField(max_length=32, blank=True)
    left = models.PositiveSmallIntegerField(default=1)
    wait = models.DurationField(null=True)
    amount = AmountField(null=True)

    class Meta:
        verbose_name = _("demo fault")
        verbose_name_plural = _("demo faults")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.operation} {self.kind}"
