"""One try to pay an order through one gateway."""

from datetime import datetime
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from orders.models import Order
from payments.states import ATTEMPT_MOVES, AttemptStatus
from shop.kernel.fields import AmountField


class AttemptQuerySet(models.QuerySet["PaymentAttempt"]):
    def open(self) -> "AttemptQuerySet":
        return self.filter(status=AttemptStatus.OPEN)

    def late(self, now: datetime) -> "AttemptQuerySet":
        """Closed here, and to be asked about once more: it could still be paid."""
        return self.filter(status=AttemptStatus.CLOSED, ask_again_at__lte=now)

    def locked(self) -> "AttemptQuerySet":
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class PaymentAttempt(models.Model):
    """Amount and currency are frozen when it is opened; it is never deleted.

    `settles` marks the one attempt whose money pays the order; money captured by
    any other attempt of the order is surplus and goes back.
    """

    order = models.ForeignKey(
        Order, models.PROTECT, verbose_name=_("order"), related_name="attempts"
    )
    gateway = models.CharField(_("gateway"), max_length=20)
    channel = models.CharField(max_length=20, blank=True)
    out_trade_no = models.CharField(_("our number"), max_length=32, unique=True)
    trade_no = models.CharField(_("gateway's number"), max_length=64, null=True)
    # What a gateway calls it before there is money; for those that need it to be asked.
    reference = models.CharField(max_length=200, blank=True, default="")
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=AttemptStatus,
        default=AttemptStatus.OPEN,
        editable=False,
    )
    amount = AmountField(_("amount"))
    currency = models.CharField(max_length=3)
    captured = AmountField(_("captured"), default=Decimal(0))
    refunded = AmountField(_("refunded"), default=Decimal(0))
    settles = models.BooleanField(_("pays the order"), default=False)
    opened_at = models.DateTimeField(_("opened at"))
    asked_at = models.DateTimeField(null=True)
    captured_at = models.DateTimeField(_("captured at"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    ask_again_at = models.DateTimeField(null=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment attempt")
        verbose_name_plural = _("payment attempts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "trade_no"], name="payments_attempt_trade_once"
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(settles=True),
                name="payments_attempt_one_settles",
            ),
            models.UniqueConstraint(
                fields=["order", "gateway", "channel"],
                condition=Q(status=AttemptStatus.OPEN),
                name="payments_attempt_one_open",
            ),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("captured")),
                name="payments_attempt_refunded_within_captured",
            ),
            models.CheckConstraint(
                condition=Q(captured__in=[Decimal(0), F("amount")]),
                name="payments_attempt_captured_all_or_nothing",
            ),
            models.CheckConstraint(
                condition=Q(settles=False) | Q(status=AttemptStatus.CAPTURED),
                name="payments_attempt_settles_when_captured",
            ),
        ]
        indexes = [
            models.Index(
                fields=["captured_at"],
                condition=Q(captured_at__isnull=False),
                name="payments_attempt_captured",
            ),
            models.Index(
                fields=["ask_again_at"],
                condition=Q(status=AttemptStatus.CLOSED, ask_again_at__isnull=False),
                name="payments_attempt_late",
            ),
        ]

    def __str__(self) -> str:
        return self.out_trade_no

    def turn(self, status: AttemptStatus) -> None:
        """Change status in memory, along the table only.  The caller holds the row
        lock and saves."""
        if status not in ATTEMPT_MOVES[self.status]:
            raise ValueError(f"An attempt does not go from {self.status} to {status}.")
        self.status = status

    def capture(self, *, trade_no: str, at: datetime) -> None:
        """The gateway has its money.  In memory, like `turn`."""
        self.turn(AttemptStatus.CAPTURED)
        self.trade_no, self.captured, self.captured_at = trade_no, self.amount, at

    def remember(self, reference: str) -> bool:
        """Keep the gateway's reference while the attempt is open; False if it is not
        any more."""
        rows = PaymentAttempt.objects.open().filter(pk=self.pk)
        self.reference = reference
        return rows.update(reference=reference) == 1

    remember.alters_data = True  # type: ignore[attr-defined]
    turn.alters_data = capture.alters_data = True  # type: ignore[attr-defined]

    @property
    def refundable(self) -> Decimal:
        return self.captured - self.refunded
