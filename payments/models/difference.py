"""Where our books and a gateway's do not agree, until somebody says why."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payments.models.attempt import PaymentAttempt
from payments.models.refund import Refund
from payments.models.statement import Statement, StatementLine
from shop.kernel.fields import AmountField
from shop.kernel.money import written_in


class DifferenceQuerySet(models.QuerySet["Difference"]):
    def open(self) -> "DifferenceQuerySet":
        return self.filter(resolved_at=None)


class Difference(models.Model):
    """Found once and never opened again.

    It ends when somebody says why it is none (any more), or by itself: the missing
    row came with another statement, or our own books tell of it by now.
    """

    class Kind(models.TextChoices):
        OURS_ONLY = "ours_only", _("missing in the statement")
        THEIRS_ONLY = "theirs_only", _("missing in our books")
        AMOUNT = "amount", _("amount differs")

    class Ending(models.TextChoices):
        BY_HAND = "by_hand", _("resolved")
        ROW_CAME = "row_came", _("the missing row came")
        BOOKED = "booked", _("our books tell of it by now")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    statement = models.ForeignKey(
        Statement,
        models.PROTECT,
        verbose_name=_("statement"),
        related_name="differences",
    )
    line = models.OneToOneField(
        StatementLine,
        models.PROTECT,
        verbose_name=_("row of the statement"),
        related_name="difference",
        null=True,
    )
    attempt = models.ForeignKey(
        PaymentAttempt,
        models.PROTECT,
        verbose_name=_("payment attempt"),
        related_name="differences",
        null=True,
    )
    refund = models.ForeignKey(
        Refund,
        models.PROTECT,
        verbose_name=_("refund"),
        related_name="differences",
        null=True,
    )
    ours = AmountField(_("in our books"), null=True)
    theirs = AmountField(_("in the statement"), null=True)
    currency = models.CharField(_("currency"), max_length=3)
    found_at = models.DateTimeField(_("found at"))
    looked_at = models.DateTimeField(null=True)
    ending = models.CharField(_("ending"), max_length=8, choices=Ending, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("by"),
        related_name="+",
        null=True,
    )

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("difference")
        verbose_name_plural = _("differences")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt"],
                condition=Q(kind="ours_only", refund=None),
                name="payments_difference_payment_once",
            ),
            models.UniqueConstraint(
                fields=["refund"],
                condition=Q(kind="ours_only"),
                name="payments_difference_refund_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="ours_only", line=None, attempt__isnull=False)
                | (~Q(kind="ours_only") & Q(line__isnull=False)),
                name="payments_difference_is_about_something",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None, ending="")
                | (Q(resolved_at__isnull=False) & ~Q(ending="")),
                name="payments_difference_resolved_with_an_ending",
            ),
            models.CheckConstraint(
                condition=~Q(ending="by_hand")
                | (Q(resolved_by__isnull=False) & ~Q(reason="")),
                name="payments_difference_by_hand_says_who_and_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["statement"],
                condition=Q(resolved_at=None),
                name="payments_difference_open",
            )
        ]

    def __str__(self) -> str:
        amount = self.theirs if self.ours is None else self.ours
        return f"{self.get_kind_display()} {self.in_words(amount)}"

    def in_words(self, amount: Decimal | None) -> str:
        """As amounts are written in this shop; another currency by its code."""
        return "–" if amount is None else written_in(amount, self.currency)
