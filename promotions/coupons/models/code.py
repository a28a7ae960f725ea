"""Codes that bring a coupon."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from promotions.coupons.models.template import CouponTemplate


class CouponCodeQuerySet(models.QuerySet["CouponCode"]):
    def good(self) -> "CouponCodeQuerySet":
        """Those that still bring one."""
        left = Q(most_uses=None) | Q(uses__lt=F("most_uses"))
        return self.filter(left, withdrawn_at=None)


class CouponCode(models.Model):
    """A code that brings a coupon, `most_uses` times (None: as often as there are
    coupons), unless it is withdrawn.  `text` is kept only where the merchant chose it; of others the end."""

    template = models.ForeignKey(
        CouponTemplate, models.PROTECT, verbose_name=_("coupon"), related_name="codes"
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    text = models.CharField(
        pgettext_lazy("of a coupon", "code"), max_length=40, blank=True
    )
    ending = models.CharField(_("ends with"), max_length=4, blank=True)
    most_uses = models.PositiveIntegerField(_("how often"), null=True, blank=True)
    uses = models.PositiveIntegerField(_("used"), default=0, editable=False)
    made_at = models.DateTimeField(_("made at"), editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    withdrawn_why = models.CharField(
        _("why withdrawn"), max_length=200, blank=True, default="", editable=False
    )

    objects = CouponCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("coupon code")
        verbose_name_plural = _("coupon codes")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(most_uses=None)
                | Q(most_uses__gte=1, uses__lte=F("most_uses")),
                name="promotions_couponcode_used_within_limit",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None)
                | Q(most_uses=None)
                | Q(uses__lt=F("most_uses")),
                name="promotions_couponcode_withdrawn_or_used_up",
            ),
        ]

    def __str__(self) -> str:
        return self.text or f"…{self.ending}"

    @property
    def is_used_up(self) -> bool:
        return self.most_uses is not None and self.uses >= self.most_uses
