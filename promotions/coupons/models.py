"""Coupons: what is offered, the codes that bring one, and each one that was claimed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from promotions.coupons.states import IN_ORDERS, CouponKind, CouponStatus, Way
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


class CouponCode(models.Model):
    """A code that brings a coupon, `most_uses` times (None: as often as there are
    coupons).  `text` is kept only where the merchant chose it; of others the end."""

    template = models.ForeignKey(CouponTemplate, models.PROTECT, related_name="codes")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    text = models.CharField(
        pgettext_lazy("of a coupon", "code"), max_length=40, blank=True
    )
    ending = models.CharField(_("ends with"), max_length=4, blank=True)
    most_uses = models.PositiveIntegerField(_("how often"), null=True, blank=True)
    uses = models.PositiveIntegerField(_("used"), default=0, editable=False)
    made_at = models.DateTimeField(_("made at"), editable=False)

    class Meta:
        verbose_name = _("coupon code")
        verbose_name_plural = _("coupon codes")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(most_uses=None)
                | Q(most_uses__gte=1, uses__lte=F("most_uses")),
                name="promotions_couponcode_used_within_limit",
            )
        ]

    def __str__(self) -> str:
        return self.text or f"…{self.ending}"


class CouponQuerySet(models.QuerySet["Coupon"]):
    def open(self, now: datetime) -> "CouponQuerySet":
        return self.filter(status=CouponStatus.UNUSED, valid_until__gt=now)

    def run_out(self, now: datetime) -> "CouponQuerySet":
        return self.filter(status=CouponStatus.UNUSED, valid_until__lte=now)


class Coupon(models.Model):
    """One coupon of one person.  `slot` counts what this person had of its kind;
    `cause` names what it was given for, once; `last_order` is the order that holds it
    or did so last."""

    template = models.ForeignKey(
        CouponTemplate, models.PROTECT, verbose_name=_("coupon"), related_name="coupons"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("account"),
        related_name="coupons",
    )
    slot = models.PositiveSmallIntegerField(editable=False)
    code = models.ForeignKey(
        CouponCode, models.PROTECT, null=True, related_name="coupons", editable=False
    )
    way = models.CharField(_("got by"), max_length=8, choices=Way)
    cause = models.CharField(max_length=40, blank=True, default="", editable=False)
    status = models.CharField(
        _("status"), max_length=8, choices=CouponStatus, default=CouponStatus.UNUSED
    )
    order_number = models.CharField(
        pgettext_lazy("of a coupon", "order"), max_length=20, null=True, unique=True
    )
    last_order = models.CharField(
        max_length=20, blank=True, default="", db_index=True, editable=False
    )
    claimed_at = models.DateTimeField(_("claimed at"))
    valid_from = models.DateTimeField(_("valid from"))
    valid_until = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used at"), null=True)
    remind_at = models.DateTimeField(null=True, editable=False)

    objects = CouponQuerySet.as_manager()

    class Meta:
        verbose_name = _("claimed coupon")
        verbose_name_plural = _("claimed coupons")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["owner", "status"], name="promotions_coupon_of_owner"),
            models.Index(
                fields=["valid_until"],
                condition=Q(status=CouponStatus.UNUSED),
                name="promotions_coupon_runs_out",
            ),
            models.Index(
                fields=["remind_at"],
                condition=Q(remind_at__isnull=False),
                name="promotions_coupon_to_remind",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "owner", "slot"], name="promotions_coupon_slot_once"
            ),
            models.UniqueConstraint(
                fields=["template", "owner", "cause"],
                condition=~Q(cause=""),
                name="promotions_coupon_cause_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CouponStatus.values),
                name="promotions_coupon_known_status",
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(IN_ORDERS), order_number__isnull=False)
                | Q(
                    status__in=[CouponStatus.UNUSED, CouponStatus.EXPIRED],
                    order_number=None,
                ),
                name="promotions_coupon_of_one_order",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from"), slot__gte=1),
                name="promotions_coupon_valid_for_a_while",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} · {self.get_status_display()}"
