"""Levels of members, what each member has, and the ledger it sums up from."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.kernel.append_only import AppendOnly
from shop.kernel.fields import AmountField
from shop.kernel.translations import Translated, tr

MOST_PERCENT_OFF = 50


class Level(Translated):
    """A price for members who have bought for so much, whatever it was."""

    name = models.CharField(_("name"), max_length=40)
    from_spent = AmountField(
        pgettext_lazy("amount", "from"),
        unique=True,
        help_text=_("What a member has bought for so far."),
    )
    percent_off = models.PositiveSmallIntegerField(
        _("percent off"), validators=[MaxValueValidator(MOST_PERCENT_OFF)]
    )

    class Meta(Translated.Meta):
        verbose_name = _("member level")
        verbose_name_plural = _("member levels")
        ordering = ["from_spent"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent_off__lte=MOST_PERCENT_OFF, from_spent__gte=0),
                name="promotions_level_sane",
            )
        ]

    def __str__(self) -> str:
        return tr(self, "name")


class Member(models.Model):
    """What an account has earned.  Both columns are sums of its ledger."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("account"),
        related_name="member",
    )
    points = models.BigIntegerField(_("points"), default=0, editable=False)
    spent = AmountField(_("bought for"), default=0, editable=False)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["-points", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(points__gte=0, spent__gte=0),
                name="promotions_member_owes_nothing",
            )
        ]

    def __str__(self) -> str:
        return str(self.owner)


class PointsEntry(AppendOnly):
    """One change of what a member has; `reference` is the order's number."""

    class Kind(models.TextChoices):
        EARN = "earn", _("earned")
        REDEEM = "redeem", _("redeemed")
        RETURN = "return", _("given back")
        TAKE_BACK = "take_back", _("taken back")
        ADJUST = "adjust", _("adjusted by the shop")

    member = models.ForeignKey(Member, models.PROTECT, related_name="entries")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    points = models.BigIntegerField(_("points"))
    spent = AmountField(_("bought for"), default=0)
    reference = models.CharField(_("order"), max_length=40, blank=True, db_index=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("by"),
        null=True,
        related_name="+",
        db_index=False,
    )
    at = models.DateTimeField(_("at"))

    class Meta(AppendOnly.Meta):
        verbose_name = _("points entry")
        verbose_name_plural = _("points entries")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["actor"],
                condition=Q(actor__isnull=False),
                name="promotions_points_by_staff",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(points=0, spent=0),
                name="promotions_pointsentry_changes_something",
            ),
            models.UniqueConstraint(
                fields=["reference"],
                condition=Q(kind="earn"),
                name="promotions_pointsentry_earned_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points:+}"
