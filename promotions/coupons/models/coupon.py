"""Coupons that somebody has."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from promotions.coupons.models.code import CouponCode
from promotions.coupons.models.template import CouponTemplate
from promotions.coupons.states import IN_ORDERS, CouponStatus, Way


class CouponQuerySet(models.QuerySet["Coupon"]):
    def open(self, now: datetime) -> "CouponQuerySet":
        return self.filter(status=CouponStatus.UNUSED, valid_until__gt=now)

    def run_out(self, now: datetime) -> "CouponQuerySet":
        return self.filter(status=CouponStatus.UNUSED, valid_until__lte=now)


class Coupon(models.Model):
    """One coupon of one person.  `slot` counts what this person had of its kind;
    `cause` names what it was given for, once; `last_order` is the order that holds it
    or did so last; `remind_at` stays where an order uses it, which may give it back."""

    template = models.ForeignKey(
        CouponTemplate,
        models.PROTECT,
        verbose_name=_("coupon"),
        related_name="coupons",
        db_index=False,
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("account"),
        related_name="coupons",
        db_index=False,
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
    claimed_at = models.DateTimeField(pgettext_lazy("of a coupon", "claimed at"))
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
                condition=Q(status=CouponStatus.UNUSED, remind_at__isnull=False),
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
