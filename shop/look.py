"""The admin's look: the theme's settings, kept out of the settings file.

"Paper and cinnabar", as in the shop itself.
"""

from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from shop.kernel.identity import shop_name

PAPER = {
    "50": "#faf7f2",
    "100": "#f3eee6",
    "200": "#e4dcd1",
    "300": "#cfc5b8",
    "400": "#a3988a",
    "500": "#746a5e",
    "600": "#5f564c",
    "700": "#463e36",
    "800": "#352e27",
    "900": "#1d1915",
    "950": "#13100d",
}
CINNABAR = {
    "50": "#fdf3f0",
    "100": "#fceae5",
    "200": "#f9cfc5",
    "300": "#f3a797",
    "400": "#ff9b86",
    "500": "#f0765f",
    "600": "#bf2f1b",
    "700": "#9c2413",
    "800": "#7d1e11",
    "900": "#5e170d",
    "950": "#360c06",
}


def header(_request: Any) -> str:
    return shop_name()


def stylesheet(_request: Any) -> str:
    return static("admin_shop/admin.css")


def pages_stylesheet(_request: Any) -> str:
    return static("admin_shop/pages.css")


def orders_stylesheet(_request: Any) -> str:
    return static("admin_shop/orders.css")


def promotions_stylesheet(_request: Any) -> str:
    return static("admin_shop/promotions.css")


def landmarks_script(_request: Any) -> str:
    return static("admin_shop/landmarks.js")


def favicon(_request: Any) -> str:
    return static("img/favicon.svg")


UNFOLD = {
    "SITE_TITLE": _("Shop admin"),
    "SITE_HEADER": header,
    "SITE_SUBHEADER": _("Shop admin"),
    "SITE_SYMBOL": "storefront",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": favicon}],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "8px",
    "COLORS": {"base": PAPER, "primary": CINNABAR},
    "STYLES": [
        stylesheet,
        pages_stylesheet,
        orders_stylesheet,
        promotions_stylesheet,
    ],
    "SCRIPTS": [landmarks_script],
    "DASHBOARD_CALLBACK": "shop.dashboard.dashboard",
    "SIDEBAR": {"navigation": "shop.sidebar.navigation"},
    "ACCOUNT": {"navigation": "shop.sidebar.account_links"},
}
