"""The price lab: baskets that nobody buys, to see what they would cost."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.regions import COUNTRIES, HOME, PROVINCES, Place
from cart.models.baskets import MOST_PIECES
from catalog.models import Variant
from promotions.wishes import Shopper, Wish


def _regions() -> list[tuple[str, str]]:
    abroad = [(code, name) for code, name in COUNTRIES if code != HOME]
    return [("", _("somewhere at home")), *PROVINCES, *abroad]  # type: ignore[list-item]


class PriceTrial(models.Model):
    """What somebody would pay for these goods at some moment; no `at`: now.

    `campaign` names what nobody gets by himself: `flash:7`.
    """

    name = models.CharField(_("name"), max_length=80)
    at = models.DateTimeField(
        _("at"), null=True, blank=True, help_text=_("Empty: at this very moment.")
    )
    shopper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name=_("shopper"),
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Empty: a guest."),
    )
    region = models.CharField(_("delivered to"), max_length=20, blank=True)
    with_coupon = models.BooleanField(_("with the best coupon"), default=True)
    points = models.PositiveIntegerField(_("points to redeem"), default=0)
    campaign = models.CharField(
        _("Through a campaign"),
        max_length=40,
        blank=True,
        default="",
        help_text=_("As though it had opened, or the coupon had been claimed."),
    )

    class Meta:
        verbose_name = _("trial of prices")
        verbose_name_plural = _("trials of prices")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def who(self) -> Shopper:
        if self.shopper is None:
            return Shopper()
        return Shopper(owner_id=self.shopper.pk, email=self.shopper.email or "")

    @property
    def wish(self) -> Wish:
        return Wish(is_best=self.with_coupon, points=self.points, tried=self.campaign)

    @property
    def place(self) -> Place:
        at_home = not self.region or self.region in dict(PROVINCES)
        if at_home:
            return Place(province=self.region)
        return Place(country=self.region)


class TrialLine(models.Model):
    """So many of one variant."""

    trial = models.ForeignKey(
        PriceTrial, models.CASCADE, related_name="lines", db_index=False
    )
    variant = models.ForeignKey(
        Variant, models.CASCADE, verbose_name=_("variant"), related_name="+"
    )
    quantity = models.PositiveIntegerField(_("quantity"), default=1)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["trial", "variant"], name="cart_trialline_variant_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MOST_PIECES),
                name="cart_trialline_quantity_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"


REGIONS = lazy(_regions, list)
