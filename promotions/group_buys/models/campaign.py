"""Campaigns of group buying, and what they offer."""

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Product, Variant
from promotions.allotments import Allotment, above_nothing
from shop.kernel.fields import AmountField
from shop.kernel.translations import Translated, tr

LARGEST = 50


class GroupCampaignQuerySet(models.QuerySet["GroupCampaign"]):
    def running(self, now: datetime) -> "GroupCampaignQuerySet":
        """Teams may be opened.  What they take has been set aside."""
        return self.filter(
            starts_at__lte=now,
            ends_at__gt=now,
            opened_at__isnull=False,
            closed_at=None,
            paused_at=None,
        )

    def meeting(
        self, starts_at: datetime, ends_at: datetime
    ) -> "GroupCampaignQuerySet":
        """Those that are on at some moment between the two."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    def to_open(self, now: datetime) -> "GroupCampaignQuerySet":
        return self.filter(opened_at=None, starts_at__lte=now, ends_at__gt=now)

    def to_close(self, now: datetime) -> "GroupCampaignQuerySet":
        """Over, and no team is left that somebody could still join."""
        over = self.filter(closed_at=None, opened_at__isnull=False, ends_at__lte=now)
        return over.exclude(teams__state="open")


class GroupCampaign(Translated):
    """A product that is cheaper for those who buy it together.

    A team has its full hours even where the campaign ends before: then it can still
    be joined, and nobody opens another.  `most_before` is the highest limit for a
    shopper that there was before this one.
    """

    product = models.ForeignKey(
        Product,
        models.PROTECT,
        verbose_name=_("product"),
        related_name="group_campaigns",
    )
    name = models.CharField(_("name"), max_length=80)
    size = models.PositiveSmallIntegerField(
        _("people in a team"),
        default=2,
        validators=[MinValueValidator(2), MaxValueValidator(LARGEST)],
    )
    hours = models.PositiveSmallIntegerField(
        _("hours a team has"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
        help_text=_("From the leader's payment on."),
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    most_per_order = models.PositiveSmallIntegerField(
        _("most in an order"), default=1, validators=[MinValueValidator(1)]
    )
    most_each = models.PositiveSmallIntegerField(
        _("most for each shopper"),
        default=3,
        validators=[MinValueValidator(1)],
        help_text=_("Pieces in all teams of this campaign."),
    )
    most_before = models.PositiveSmallIntegerField(default=0, editable=False)
    takes_coupon = models.BooleanField(_("combines with a coupon"), default=False)
    may_complete = models.BooleanField(
        _("the shop may complete a team"),
        default=False,
        help_text=_("With fewer people than it needs. The campaign's page says so."),
    )
    opened_at = models.DateTimeField(
        pgettext_lazy("campaign", "opened at"), null=True, editable=False
    )
    paused_at = models.DateTimeField(_("paused"), null=True, editable=False)
    closed_at = models.DateTimeField(
        pgettext_lazy("campaign", "closed at"), null=True, editable=False
    )

    objects = GroupCampaignQuerySet.as_manager()

    class Meta(Translated.Meta):
        verbose_name = _("group buy")
        verbose_name_plural = _("group buys")
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index(
                fields=["product"],
                condition=Q(closed_at=None),
                name="promotions_group_not_closed",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="promotions_group_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(size__gte=2, size__lte=LARGEST, hours__gte=1),
                name="promotions_group_is_a_group",
            ),
            models.CheckConstraint(
                condition=Q(most_per_order__gte=1, most_each__gte=1),
                name="promotions_group_limits_sane",
            ),
        ]

    def __str__(self) -> str:
        return tr(self, "name")

    def is_running(self, now: datetime) -> bool:
        return self.is_open and self.starts_at <= now < self.ends_at

    @property
    def is_open(self) -> bool:
        """Something is set aside, and it is not paused."""
        return (
            self.opened_at is not None
            and self.closed_at is None
            and self.paused_at is None
        )


class GroupOffer(Allotment):
    """So many pieces of a variant at the group's price."""

    KIND = "group"

    campaign = models.ForeignKey(
        GroupCampaign, models.CASCADE, related_name="offers", db_index=False
    )
    variant = models.ForeignKey(
        Variant, models.PROTECT, verbose_name=_("variant"), related_name="group_offers"
    )
    price = AmountField(_("group price"), validators=[above_nothing])

    class Meta(Allotment.Meta):
        abstract = False
        verbose_name = _("group price")
        verbose_name_plural = _("group prices")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "variant"], name="promotions_group_offer_once"
            ),
            models.CheckConstraint(
                condition=Q(price__gt=0, allotment__gte=1),
                name="promotions_group_offer_sane",
            ),
            models.CheckConstraint(
                condition=Q(unclaimed__gte=0, unclaimed__lte=F("set_aside")),
                name="promotions_group_offer_within_set_aside",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant} {self.price}"


class GroupShopper(models.Model):
    """How many pieces of a campaign one shopper has: the limit is an UPDATE of this
    row."""

    campaign = models.ForeignKey(
        GroupCampaign, models.CASCADE, related_name="shoppers", db_index=False
    )
    shopper = models.CharField(max_length=260)
    taken = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("group shopper")
        verbose_name_plural = _("group shoppers")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "shopper"], name="promotions_group_shopper_once"
            ),
            models.CheckConstraint(
                condition=Q(taken__gte=0), name="promotions_group_shopper_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.taken}"
