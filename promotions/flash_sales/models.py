"""Flash sales: campaigns, their sessions, the pieces set aside, and who claimed them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Variant
from promotions.allotments import AT_LEAST_ONE, Allotment, above_nothing
from shop.kernel.fields import AmountField
from shop.kernel.translations import Translated, tr


class FlashSale(Translated):
    """A campaign.  Its rules are for all of its sessions."""

    name = models.CharField(_("name"), max_length=80)
    repeats_until = models.DateField(
        _("every day until"),
        null=True,
        blank=True,
        help_text=_("Each session comes again a day later, up to this day."),
    )
    takes_offers = models.BooleanField(_("combines with offers"), default=False)
    takes_coupon = models.BooleanField(_("combines with a coupon"), default=False)
    paused_at = models.DateTimeField(_("paused"), null=True, editable=False)

    class Meta(Translated.Meta):
        verbose_name = _("flash sale")
        verbose_name_plural = _("flash sales")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return tr(self, "name")


CALLED_OFF = Q(closed_at__isnull=False, closed_at__lt=F("starts_at"))


class FlashSessionQuerySet(models.QuerySet["FlashSession"]):
    def running(self, now: datetime) -> "FlashSessionQuerySet":
        return self.filter(
            starts_at__lte=now,
            ends_at__gt=now,
            opened_at__isnull=False,
            closed_at=None,
            sale__paused_at=None,
        )

    def to_come(self, now: datetime) -> "FlashSessionQuerySet":
        """Those that begin after then."""
        return self.filter(closed_at=None, starts_at__gt=now)

    def to_open(self, now: datetime) -> "FlashSessionQuerySet":
        """Those that begin by then and have set nothing aside yet."""
        return self.filter(
            opened_at=None, closed_at=None, starts_at__lte=now, ends_at__gt=now
        )

    def to_close(self, now: datetime) -> "FlashSessionQuerySet":
        """Those that nobody opened in time, too: the next day's follow from them."""
        return self.filter(closed_at=None, ends_at__lte=now)

    def meeting(self, starts_at: datetime, ends_at: datetime) -> "FlashSessionQuerySet":
        """Those that are on at some moment between the two."""
        found = self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
        return found.exclude(CALLED_OFF)

    def called_off(self) -> "FlashSessionQuerySet":
        return self.filter(CALLED_OFF)


class FlashSession(models.Model):
    """So long the price holds; it may cross midnight.  Closed before it has started:
    called off, and without items."""

    sale = models.ForeignKey(
        FlashSale,
        models.PROTECT,
        verbose_name=_("flash sale"),
        related_name="sessions",
        db_index=False,
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    opened_at = models.DateTimeField(
        pgettext_lazy("campaign", "opened at"), null=True, editable=False
    )
    closed_at = models.DateTimeField(
        pgettext_lazy("campaign", "closed at"), null=True, editable=False
    )

    objects = FlashSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("flash session")
        verbose_name_plural = _("flash sessions")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(
                fields=["starts_at"],
                condition=Q(closed_at=None),
                name="promotions_flash_not_closed",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="promotions_flash_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["sale", "starts_at"], name="promotions_flash_session_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sale} {localtime(self.starts_at):%Y-%m-%d %H:%M}"

    @property
    def is_called_off(self) -> bool:
        return self.closed_at is not None and self.closed_at < self.starts_at


class FlashItem(Allotment):
    """So many pieces of a variant at a price.  `most_before` is the highest limit for a
    shopper that there was before this one."""

    KIND = "flash"

    session = models.ForeignKey(
        FlashSession, models.PROTECT, related_name="items", db_index=False
    )
    variant = models.ForeignKey(
        Variant, models.PROTECT, verbose_name=_("variant"), related_name="flash_items"
    )
    price = AmountField(_("flash price"), validators=[above_nothing])
    was = AmountField(_("struck through"), null=True, editable=False)
    most_each = models.PositiveIntegerField(
        _("most for each shopper"), default=1, validators=AT_LEAST_ONE
    )
    most_before = models.PositiveIntegerField(default=0, editable=False)

    class Meta(Allotment.Meta):
        abstract = False
        verbose_name = _("flash item")
        verbose_name_plural = _("flash items")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "variant"], name="promotions_flash_item_once"
            ),
            models.CheckConstraint(
                condition=Q(price__gt=0, allotment__gte=1, most_each__gte=1),
                name="promotions_flash_item_sane",
            ),
            models.CheckConstraint(
                condition=Q(unclaimed__gte=0, unclaimed__lte=F("set_aside")),
                name="promotions_flash_item_within_set_aside",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant} {self.price}"


class FlashShopper(models.Model):
    """How many pieces of an item one shopper has: the limit is an UPDATE of this row."""

    item = models.ForeignKey(
        FlashItem, models.PROTECT, related_name="shoppers", db_index=False
    )
    shopper = models.CharField(max_length=260)
    taken = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("flash shopper")
        verbose_name_plural = _("flash shoppers")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "shopper"], name="promotions_flash_shopper_once"
            ),
            models.CheckConstraint(
                condition=Q(taken__gte=0), name="promotions_flash_shopper_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.taken}"


class FlashClaim(models.Model):
    """Pieces of an item in one order.  `returned` of them went back."""

    item = models.ForeignKey(
        FlashItem, models.PROTECT, related_name="claims", db_index=False
    )
    shopper = models.CharField(max_length=260)
    order_number = models.CharField(_("order"), max_length=20, db_index=True)
    quantity = models.PositiveIntegerField(_("pieces"))
    returned = models.PositiveIntegerField(_("given back"), default=0)
    claimed_at = models.DateTimeField(_("claimed at"))
    paid_at = models.DateTimeField(pgettext_lazy("time", "paid"), null=True)

    class Meta:
        verbose_name = _("flash claim")
        verbose_name_plural = _("flash claims")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "order_number"], name="promotions_flash_claim_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, returned__lte=F("quantity")),
                name="promotions_flash_claim_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_number}: {self.quantity}"

    @property
    def live(self) -> int:
        return self.quantity - self.returned


class FlashReminder(models.Model):
    """Somebody wants a word before a session begins, or that it never does."""

    session = models.ForeignKey(
        FlashSession, models.CASCADE, related_name="reminders", db_index=False
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    sent_at = models.DateTimeField(_("sent"), null=True)

    class Meta:
        verbose_name = _("flash reminder")
        verbose_name_plural = _("flash reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "owner"], name="promotions_flash_reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.owner_id}"
