"""Money that somebody has to decide about, until it is decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orders.models import Order
from payments.models.attempt import PaymentAttempt
from payments.models.refund import Refund
from shop.kernel.fields import AmountField
from shop.kernel.money import written_in


class MoneyCase(models.Model):
    """One entry of the queue “money to decide”.

    A refund that failed for good keeps its money here; a capture that differs from
    its attempt is in no order's books until somebody says what it is.  A chargeback is
    decided between the payment service and the banks (`standing`), and the books of the
    order stay as they are: somebody says here that it is seen to.  What went back at
    the gateway itself is no refund of ours: whoever did it says here what it was.
    """

    class Kind(models.TextChoices):
        MISMATCH = "mismatch", _("another amount came in")
        REFUND_FAILED = "refund_failed", _("refund failed")
        CHARGEBACK = "chargeback", _("disputed at the buyer's bank")
        RETURNED = "returned", _("went back outside the shop")

    class Decision(models.TextChoices):
        AGAIN = "again", _("refund again")
        BY_HAND = "by_hand", _("paid back by hand")
        KEEP = "keep", _("keep the money")
        SEND_BACK = "send_back", _("send it back")
        SETTLED = "settled", _("settled outside the shop")

    class Standing(models.TextChoices):
        TO_ANSWER = "to_answer", _("waits for our answer")
        EXAMINED = "examined", _("the bank is looking at it")
        WON = "won", _("decided for us")
        LOST = "lost", _("decided against us")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    order = models.ForeignKey(
        Order, models.PROTECT, verbose_name=_("order"), related_name="money_cases"
    )
    attempt = models.ForeignKey(
        PaymentAttempt, models.PROTECT, verbose_name=_("payment attempt")
    )
    refund = models.OneToOneField(
        Refund, models.PROTECT, verbose_name=_("refund"), related_name="case", null=True
    )
    trade_no = models.CharField(_("gateway's number"), max_length=64, blank=True)
    amount = AmountField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    number = models.CharField(_("number of the dispute"), max_length=64, blank=True)
    standing = models.CharField(
        _("how it stands"), max_length=10, choices=Standing, blank=True
    )
    answer_by = models.DateTimeField(_("to be answered by"), null=True)
    said_at = models.DateTimeField(null=True)  # by the gateway's clock
    opened_at = models.DateTimeField(_("opened at"))
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision, blank=True
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), null=True
    )

    class Meta:
        verbose_name = _("money to decide")
        verbose_name_plural = _("money to decide")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "trade_no"],
                condition=Q(kind="mismatch"),
                name="payments_case_mismatch_once",
            ),
            models.UniqueConstraint(
                fields=["attempt", "number"],
                condition=Q(kind="chargeback"),
                name="payments_case_chargeback_once",
            ),
            models.CheckConstraint(
                condition=(Q(kind="chargeback") & ~Q(number="") & ~Q(standing=""))
                | (~Q(kind="chargeback") & Q(number="", standing="")),
                name="payments_case_chargeback_is_named",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decision="")
                | (Q(decided_at__isnull=False) & ~Q(decision="")),
                name="payments_case_decided_with_a_decision",
            ),
        ]
        indexes = [
            models.Index(
                fields=["order"],
                condition=Q(decided_at=None),
                name="payments_case_undecided",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.sum_text}"

    @property
    def sum_text(self) -> str:
        """As amounts are written in this shop; another currency by its code."""
        return written_in(self.amount, self.currency)
