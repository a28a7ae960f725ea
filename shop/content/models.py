"""What the merchant says beside the goods: banners."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Category, Product
from shop.kernel.translations import Translated, tr


class BannerQuerySet(models.QuerySet["Banner"]):
    def running(self, now: datetime) -> "BannerQuerySet":
        started = Q(starts_at=None) | Q(starts_at__lte=now)
        return self.filter(
            started, Q(ends_at=None) | Q(ends_at__gt=now), is_active=True
        )


class Banner(Translated):
    """A picture with a headline on the home page, for a while or for good."""

    class Tone(models.TextChoices):
        LIGHT = "light", _("light picture, dark text")
        DARK = "dark", _("dark picture, light text")

    title = models.CharField(_("title"), max_length=80)
    text = models.CharField(_("text"), max_length=160, blank=True)
    image = models.ImageField(_("picture"), upload_to="banners")
    tone = models.CharField(_("tone"), max_length=8, choices=Tone, default=Tone.LIGHT)
    category = models.ForeignKey(
        Category, models.SET_NULL, verbose_name=_("leads to"), null=True, blank=True
    )
    product = models.ForeignKey(
        Product,
        models.SET_NULL,
        verbose_name=_("leads to this product"),
        help_text=_(
            "In the mini-program, and on our pages where no category is named."
        ),
        null=True,
        blank=True,
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("shown"), default=True)
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)

    objects = BannerQuerySet.as_manager()

    class Meta(Translated.Meta):
        verbose_name = _("banner")
        verbose_name_plural = _("banners")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at=None)
                | Q(ends_at=None)
                | Q(ends_at__gt=models.F("starts_at")),
                name="content_banner_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return tr(self, "title")
