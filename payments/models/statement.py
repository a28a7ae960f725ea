"""Gateways' own books of a day, as they told us, row by row."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from payments.labels import LABELS
from payments.models.attempt import PaymentAttempt
from payments.models.case import MoneyCase
from shop.kernel.append_only import AppendOnly
from shop.kernel.fields import AmountField
from shop.kernel.money import ZERO, written_in


class Statement(models.Model):
    """One day of one gateway, by that gateway's clock.  It ends before `ends_at`.

    Read once all its rows are here (`is_whole`), and each is in our books or is a
    difference: rows up to the key `judged_to` have been looked at.
    The sums are of rows in the shop's currency.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("not read yet")
        READ = "read", _("read")

    gateway = models.CharField(_("gateway"), max_length=20)
    day = models.DateField(_("day"))
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(
        _("status"), max_length=8, choices=State, default=State.WAITING
    )
    asked_at = models.DateTimeField(_("asked for at"))
    read_at = models.DateTimeField(_("read at"), null=True)
    # How far a reading has come that takes more than one turn.
    reached_at = models.DateTimeField(null=True)
    is_whole = models.BooleanField(default=False)
    judged_to = models.BigIntegerField(default=0)
    payments = models.PositiveIntegerField(_("payments"), default=0)
    paid = AmountField(_("came in"), default=ZERO)
    refunds = models.PositiveIntegerField(_("refunds"), default=0)
    refunded = AmountField(_("went back"), default=ZERO)
    others = models.PositiveIntegerField(_("other rows"), default=0)
    fees = AmountField(_("fees"), default=ZERO)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["-day", "gateway"]
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "day"], name="payments_statement_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting")
                | models.Q(read_at__isnull=False, state="read"),
                name="payments_statement_read_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{LABELS.get(self.gateway, self.gateway)} {date_format(self.day)}"


class StatementLine(AppendOnly):
    """One row of a statement, kept as it was told.  `key` is the same for the same row
    told again; a row that was corrected is another one.

    `payment_number` is the gateway's for the payment that it is, or that it gives back.
    """

    class Kind(models.TextChoices):
        PAYMENT = "payment", _("payment")
        REFUND = "refund", _("refund")
        OTHER = "other", _("other")

    statement = models.ForeignKey(
        Statement,
        models.PROTECT,
        verbose_name=_("statement"),
        related_name="lines",
        db_index=False,
    )
    key = models.CharField(max_length=64)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    number = models.CharField(_("our number"), max_length=64, blank=True)
    gateway_number = models.CharField(_("gateway's number"), max_length=64, blank=True)
    payment_number = models.CharField(max_length=64, blank=True, default="")
    is_strange = models.BooleanField(_("without our number"), default=False)
    amount = AmountField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    fee = AmountField(pgettext_lazy("gateway", "fee"), default=ZERO)
    happened_at = models.DateTimeField(_("happened at"))

    class Meta:
        verbose_name = _("row of a statement")
        verbose_name_plural = _("rows of statements")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "key"], name="payments_statementline_once"
            )
        ]
        indexes = [
            models.Index(fields=["number"], name="payments_line_number"),
            models.Index(
                fields=["gateway_number"], name="payments_line_gateway_number"
            ),
        ]

    def __str__(self) -> str:
        return self.gateway_number or self.number or str(self.get_kind_display())

    @property
    def sum_text(self) -> str:
        return written_in(self.amount, self.currency)


def is_of_others() -> Q:
    """Of another application: a row neither carries our number nor has that of a
    payment of ours, which may be in our books or in another row."""
    trade = {"trade_no": OuterRef("payment_number")}
    attempts = PaymentAttempt.objects.filter(**trade)
    cases = MoneyCase.objects.exclude(trade_no="").filter(**trade)
    named = StatementLine.objects.filter(
        kind=StatementLine.Kind.PAYMENT,
        is_strange=False,
        gateway_number=OuterRef("payment_number"),
        statement__gateway=OuterRef("statement__gateway"),
    )
    return (
        Q(is_strange=True)
        & ~Q(Exists(attempts.filter(gateway=OuterRef("statement__gateway"))))
        & ~Q(Exists(cases.filter(attempt__gateway=OuterRef("statement__gateway"))))
        & ~Q(Exists(named))
    )
