"""Invoices and credit notes: numbered without a gap, written once."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from orders.models.order import Order
from shop.kernel.append_only import AppendOnly
from shop.kernel.fields import AmountField


class InvoiceSeries(models.Model):
    """The last number given out in a year; its row is held while the next is taken."""

    prefix = models.CharField(max_length=12, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix}{self.last}"


class Invoice(AppendOnly):
    """What was sold, to whom, with the tax in it.  Everything is a copy.

    A mistake or a refund is answered by a credit note, which names what it takes
    back; amounts are positive in both.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("invoice")
        CREDIT_NOTE = "credit_note", _("credit note")

    number = models.CharField(_("number"), max_length=24, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    order = models.ForeignKey(
        Order, models.PROTECT, verbose_name=_("order"), related_name="invoices"
    )
    credits = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("takes back"),
        related_name="credit_notes",
        null=True,
    )
    title = models.CharField(_("invoice to"), max_length=120)
    tax_number = models.CharField(_("tax number"), max_length=30, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    seller = models.JSONField(default=dict)
    lines = models.JSONField(_("lines"))
    language = models.CharField(max_length=10)
    currency = models.CharField(max_length=3)
    tax_percent = models.DecimalField(_("tax rate"), max_digits=5, decimal_places=2)
    net = AmountField(_("net"))
    tax = AmountField(_("tax"))
    total = AmountField(_("total"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    refund_number = models.CharField(max_length=32, null=True, unique=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), null=True
    )
    issued_at = models.DateTimeField(_("issued at"))

    class Meta(AppendOnly.Meta):
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total=F("net") + F("tax"), net__gte=0, tax__gte=0),
                name="orders_invoice_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(kind="invoice", credits=None)
                | Q(kind="credit_note", credits__isnull=False),
                name="orders_invoice_credit_note_names_invoice",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_credit_note(self) -> bool:
        return self.kind == Invoice.Kind.CREDIT_NOTE

    @property
    def signed_total(self) -> Decimal:
        return -self.total if self.is_credit_note else self.total
