"""The admin's look: the theme's settings, kept out of the settings file."""

from django.utils.translation import gettext_lazy as _

UNFOLD = {
    "SITE_TITLE": _("Shop admin"),
    "SITE_HEADER": _("Shop admin"),
    "SITE_SYMBOL": "storefront",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
}
