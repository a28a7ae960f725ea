"""Who may give back how much alone, and what waits for a second person."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import label
from orders.models import Order
from payments.models.refund import Refund
from shop.kernel.fields import AmountField
from shop.kernel.money import written


class RefundLimit(models.Model):
    """What one person of a role may give back for one order within a day, alone."""

    role = models.CharField(_("role"), max_length=80, unique=True)
    amount = AmountField(_("alone up to"))

    class Meta:
        verbose_name = _("refund limit")
        verbose_name_plural = _("refund limits")
        ordering = ["role"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="payments_refundlimit_not_negative"
            )
        ]

    def __str__(self) -> str:
        return label(self.role)


class RefundProposal(models.Model):
    """A refund above its proposer's limit.  Nothing moves until another agrees.

    `wish` says what is to go back; the amount is worked out again when it is agreed
    to, and refused when it would differ from `amount`.
    """

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    order = models.ForeignKey(
        Order, models.PROTECT, verbose_name=_("order"), related_name="refund_proposals"
    )
    wish = models.JSONField(_("what"))
    amount = AmountField(_("amount"))
    reason = models.CharField(_("reason"), max_length=200)
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("proposed by"),
        related_name="+",
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("decided by"),
        related_name="+",
        null=True,
    )
    refund = models.OneToOneField(
        Refund, models.PROTECT, verbose_name=_("refund"), null=True
    )

    class Meta:
        verbose_name = _("refund to approve")
        verbose_name_plural = _("refunds to approve")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(decided_at=None),
                name="payments_proposal_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="approved") | ~Q(decided_by=F("proposer")),
                name="payments_proposal_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} {written(self.amount)}"
