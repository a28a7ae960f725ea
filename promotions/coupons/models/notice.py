"""Who does not want to hear of coupons that end."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Silence(models.Model):
    """This account is not told of coupons that end soon."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name=_("account"),
        related_name="+",
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("silence about coupons")
        verbose_name_plural = _("silences about coupons")

    def __str__(self) -> str:
        return str(self.owner)
