"""The demo gateway's own books.  They stand for another company's database.

Only `payments.gateways.demo` reads or writes them; the shop learns what they say
through the gateway's interface, as it would from a real gateway.
"""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.kernel.fields import AmountField


class DemoTrade(models.Model):
    """One payment at the demo gateway.

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
    notify_at = models.DateTimeField(null=True)
    notify_tries = models.PositiveSmallIntegerField(default=0)
    paid_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("demo trade")
        verbose_name_plural = _("demo trades")

    def __str__(self) -> str:
        return self.out_trade_no


class DemoRefund(models.Model):
    """A refund at the demo gateway, known by the shop's number."""

    trade = models.ForeignKey(DemoTrade, models.PROTECT, related_name="refunds")
    number = models.CharField(max_length=32, unique=True)
    amount = AmountField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("demo refund")
        verbose_name_plural = _("demo refunds")

    def __str__(self) -> str:
        return self.number
