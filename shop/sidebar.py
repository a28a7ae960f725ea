"""The admin's sidebar: what staff may see, with a count of what waits for them."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from shop.kernel.languages import language_prefix
from shop.waiting import waiting_counts

Item = dict[str, Any]


def navigation(request: HttpRequest) -> list[Item]:
    counts = waiting_counts(request.user)
    groups = [
        (
            "",
            [
                (_("Overview"), "dashboard", "admin:index", ""),
                (_("Orders"), "receipt_long", "orders.order", "to_ship"),
                (_("Parcels"), "local_shipping", "orders.shipment", ""),
            ],
        ),
        (
            _("Catalog"),
            [
                (_("Products"), "sell", "catalog.product", ""),
                (_("Stock and prices"), "inventory_2", "catalog.variant", "low_stock"),
                (_("Categories"), "account_tree", "catalog.category", ""),
                (_("Attributes"), "tune", "catalog.attribute", ""),
                (_("Stock movements"), "swap_vert", "catalog.stockmove", ""),
                (_("Price changes"), "price_change", "catalog.pricelog", ""),
            ],
        ),
        (
            _("Money"),
            [
                (_("Payments"), "payments", "payments.paymentattempt", "disputed"),
                (_("Refunds"), "undo", "payments.refund", "refunds"),
                (_("Gateway events"), "bolt", "payments.gatewayevent", ""),
            ],
        ),
        (
            _("Shop"),
            [
                (_("Banners"), "ad_units", "content.banner", ""),
                (_("Delivery"), "package_2", "cart.shippingrate", ""),
            ],
        ),
        (
            _("People"),
            [
                (_("Accounts"), "group", "accounts.user", ""),
                (_("Addresses"), "location_on", "accounts.address", ""),
                (_("Roles"), "badge", "auth.group", ""),
                (_("Messages"), "outbox", "accounts.outboxmessage", ""),
            ],
        ),
        (
            _("System"),
            [
                (_("Jobs"), "schedule", "shop.jobrun", ""),
                (_("Audit"), "history", "admin.logentry", ""),
            ],
        ),
    ]
    return [
        {"title": title, "separator": bool(title), "items": shown}
        for title, items in groups
        if (shown := [item for row in items if (item := _item(request, counts, *row))])
    ]


def account_links(_request: HttpRequest) -> list[Item]:
    """The shop, and the admin in the other languages."""
    links = [
        {"title": _("Visit the shop"), "link": language_prefix(settings.LANGUAGE_CODE)}
    ]
    for code, _name in settings.LANGUAGES:
        title = get_language_info(code)["name_local"]
        links.append({"title": title, "link": f"{language_prefix(code)}admin/"})
    return links


def _item(
    request: HttpRequest, counts: dict[str, int], title: str, icon: str, *rest: str
) -> Item | None:
    target, count = rest
    if target == "admin:index":
        return {"title": title, "icon": icon, "link": reverse(target)}
    app, model = target.split(".")
    if not request.user.has_perm(f"{app}.view_{model}"):
        return None
    link = reverse(f"admin:{app}_{model}_changelist")
    return {
        "title": title,
        "icon": icon,
        "link": link,
        "badge": counts.get(count, 0),
        "badge_variant": "primary",
        "badge_style": "solid",
    }
