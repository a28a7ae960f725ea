"""Coupons on offer."""

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from promotions.coupons.states import CouponKind
from promotions.scopes import Scope, scope_from
from shop.kernel.fields import AmountField
from shop.kernel.translations import Translated, tr

MOST_FOR_ONE = 100


class CouponTemplateQuerySet(models.QuerySet["CouponTemplate"]):
    def given_out(self, now: datetime) -> "CouponTemplateQuerySet":
        """Those that may be claimed now, whether or not there is one left."""
        return self.not_over(now).filter(paused_at=None, claim_from__lte=now)

    def not_over(self, now: datetime) -> "CouponTemplateQuerySet":
        """Those that may be claimed then or later, if nobody pauses them."""
        is_given_out = Q(claim_until=None) | Q(claim_until__gt=now)
        is_good = Q(valid_until=None) | Q(valid_until__gt=now)
        return self.filter(is_given_out, is_good)

    def meeting(
        self, starts_at: datetime, ends_at: datetime
    ) -> "CouponTemplateQuerySet":
        """Those that are given out at some moment between the two; paused ones, too."""
        return self.not_over(starts_at).filter(claim_from__lt=ends_at)


class CouponTemplate(Translated):
    """A coupon that is offered.  `claimed` is kept by conditional updates.

    `most_per_shopper` is the highest limit for one person that ever was.
    """

    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=8, choices=CouponKind)
    amount = AmountField(_("amount off"), null=True, blank=True)
    percent = models.PositiveSmallIntegerField(
        _("percent off"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
    )
    cap = AmountField(_("at most"), null=True, blank=True)
    threshold = AmountField(pgettext_lazy("amount", "from"), default=0)
    scope = models.JSONField(
        pgettext_lazy("of a coupon", "goods"), default=dict, blank=True
    )
    total = models.PositiveIntegerField(_("how many in all"), null=True, blank=True)
    per_shopper = models.PositiveSmallIntegerField(
        _("how many for each shopper"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_FOR_ONE)],
    )
    most_per_shopper = models.PositiveSmallIntegerField(default=1, editable=False)
    claimed = models.PositiveIntegerField(_("claimed"), default=0, editable=False)
    claim_from = models.DateTimeField(_("given out from"))
    claim_until = models.DateTimeField(_("given out until"), null=True, blank=True)
    valid_from = models.DateTimeField(_("valid from"), null=True, blank=True)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    valid_days = models.PositiveSmallIntegerField(
        _("valid for days after claiming"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
    )
    new_shoppers_only = models.BooleanField(_("for a first order only"), default=False)
    in_centre = models.BooleanField(_("in the coupon centre"), default=False)
    by_code = models.BooleanField(_("by a code"), default=False)
    at_sign_up = models.BooleanField(_("to everybody who signs up"), default=False)
    after_order = models.BooleanField(_("after a completed order"), default=False)
    paused_at = models.DateTimeField(_("paused at"), null=True, editable=False)

    objects = CouponTemplateQuerySet.as_manager()

    class Meta(Translated.Meta):
        verbose_name = _("coupon on offer")
        verbose_name_plural = _("coupons on offer")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=CouponKind.AMOUNT, amount__gt=0, amount__isnull=False)
                | Q(
                    kind=CouponKind.PERCENT,
                    percent__isnull=False,
                    percent__gte=1,
                    percent__lte=99,
                )
                | Q(kind=CouponKind.FREIGHT),
                name="promotions_coupon_takes_something_off",
            ),
            models.CheckConstraint(
                condition=Q(threshold__gte=0) & (Q(cap=None) | Q(cap__gt=0)),
                name="promotions_coupon_threshold_and_cap",
            ),
            models.CheckConstraint(
                condition=Q(total=None) | Q(claimed__lte=F("total")),
                name="promotions_coupon_claimed_within_total",
            ),
            models.CheckConstraint(
                condition=Q(per_shopper__gte=1, per_shopper__lte=F("most_per_shopper")),
                name="promotions_coupon_per_shopper",
            ),
            models.CheckConstraint(
                condition=Q(claim_until=None) | Q(claim_until__gt=F("claim_from")),
                name="promotions_coupon_claim_window",
            ),
            models.CheckConstraint(
                condition=Q(
                    valid_days__isnull=False,
                    valid_days__gte=1,
                    valid_from=None,
                    valid_until=None,
                )
                | Q(
                    valid_days=None,
                    valid_until__isnull=False,
                    valid_until__gt=F("valid_from"),
                    valid_from__isnull=False,
                ),
                name="promotions_coupon_valid_for_days_or_till",
            ),
        ]

    def __str__(self) -> str:
        return tr(self, "name")

    @property
    def goods(self) -> Scope:
        return scope_from(self.scope)

    @property
    def is_gone(self) -> bool:
        return self.total is not None and self.claimed >= self.total

    @property
    def left(self) -> int | None:
        return None if self.total is None else max(0, self.total - self.claimed)

    def is_given_out(self, now: datetime) -> bool:
        """As `CouponTemplateQuerySet.given_out` says of many."""
        is_open = self.claim_from <= now and (not self.ends_at or self.ends_at > now)
        return is_open and self.paused_at is None

    @property
    def ends_at(self) -> datetime | None:
        """When it is given out no more, if nobody pauses it."""
        ends = [end for end in (self.claim_until, self.valid_until) if end]
        return min(ends, default=None)

    def validity(self, now: datetime) -> tuple[datetime, datetime]:
        """From when until when a coupon is good that is claimed now."""
        if self.valid_days is not None:
            return now, now + timedelta(days=self.valid_days)
        if self.valid_from is None or self.valid_until is None:
            raise ValueError("A coupon is good for days or between two moments.")
        return self.valid_from, self.valid_until
