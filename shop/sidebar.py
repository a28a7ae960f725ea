"""The admin's sidebar: what staff may see, with a count of what waits for them."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from promotions.calendar.desk import lanes_for
from shop.kernel.languages import language_prefix
from shop.waiting import waiting_for

Item = dict[str, Any]

# pages that are no list of rows → who has something to see there
PAGES: dict[str, Callable[[Any], Any]] = {"promotions.calendar": lanes_for}

# group → label, symbol, "app.model", name of the count beside it
GROUPS: list[tuple[Any, list[tuple[Any, str, str, str]]]] = [
    (
        "",
        [
            (gettext_lazy("Orders"), "receipt_long", "orders.order", "to_ship"),
            (gettext_lazy("Parcels"), "local_shipping", "orders.shipment", ""),
            (gettext_lazy("Phone orders"), "call", "orders.orderdraft", ""),
        ],
    ),
    (
        gettext_lazy("Catalog"),
        [
            (gettext_lazy("Products"), "sell", "catalog.product", ""),
            (
                gettext_lazy("Stock and prices"),
                "inventory_2",
                "catalog.variant",
                "low_stock",
            ),
            (gettext_lazy("Categories"), "account_tree", "catalog.category", ""),
            (gettext_lazy("Attributes"), "tune", "catalog.attribute", ""),
            (gettext_lazy("Stock movements"), "swap_vert", "catalog.stockmove", ""),
            (gettext_lazy("Price changes"), "price_change", "catalog.pricelog", ""),
        ],
    ),
    (
        gettext_lazy("Promotions"),
        [
            (gettext_lazy("Calendar"), "calendar_month", "promotions.calendar", ""),
            (gettext_lazy("Offers"), "percent", "promotions.offer", ""),
            (
                gettext_lazy("Sale prices"),
                "price_check",
                "promotions.scheduledprice",
                "",
            ),
            (
                gettext_lazy("Coupons on offer"),
                "confirmation_number",
                "promotions.coupontemplate",
                "",
            ),
            (gettext_lazy("Claimed coupons"), "style", "promotions.coupon", ""),
            (gettext_lazy("Coupon codes"), "key", "promotions.couponcode", ""),
            (gettext_lazy("Flash sales"), "bolt", "promotions.flashsale", ""),
            (gettext_lazy("Flash sessions"), "timer", "promotions.flashsession", ""),
            (gettext_lazy("Group buys"), "groups", "promotions.groupcampaign", ""),
            (gettext_lazy("Teams"), "diversity_3", "promotions.team", ""),
            (gettext_lazy("Member levels"), "stairs", "promotions.level", ""),
            (gettext_lazy("Members and points"), "loyalty", "promotions.member", ""),
            (gettext_lazy("Price lab"), "science", "cart.pricetrial", ""),
        ],
    ),
    (
        gettext_lazy("Money"),
        [
            (gettext_lazy("Payments"), "payments", "payments.paymentattempt", ""),
            (
                gettext_lazy("Money to decide"),
                "gavel",
                "payments.moneycase",
                "money_to_decide",
            ),
            (
                gettext_lazy("Refunds to approve"),
                "approval",
                "payments.refundproposal",
                "refunds_to_approve",
            ),
            (
                gettext_lazy("Refunds"),
                "undo",
                "payments.refund",
                "refunds_on_the_way",
            ),
            (gettext_lazy("Refund limits"), "speed", "payments.refundlimit", ""),
            (gettext_lazy("Gateway events"), "bolt", "payments.gatewayevent", ""),
            (
                gettext_lazy("Differences"),
                "balance",
                "payments.difference",
                "differences",
            ),
            (gettext_lazy("Statements"), "menu_book", "payments.statement", ""),
            (gettext_lazy("Invoices"), "receipt", "orders.invoice", ""),
        ],
    ),
    (
        gettext_lazy("Shop"),
        [
            (gettext_lazy("Banners"), "ad_units", "content.banner", ""),
            (gettext_lazy("Delivery"), "package_2", "cart.shippingrate", ""),
        ],
    ),
    (
        gettext_lazy("People"),
        [
            (gettext_lazy("Accounts"), "group", "accounts.user", ""),
            (gettext_lazy("Addresses"), "location_on", "accounts.address", ""),
            (gettext_lazy("Roles"), "badge", "auth.group", ""),
            (gettext_lazy("Messages"), "outbox", "accounts.outboxmessage", ""),
        ],
    ),
    (
        gettext_lazy("System"),
        [
            (gettext_lazy("Jobs"), "schedule", "shop.jobrun", ""),
            (gettext_lazy("Audit"), "history", "admin.logentry", ""),
        ],
    ),
]


def navigation(request: HttpRequest) -> list[Item]:
    counts = waiting_for(request)
    home = {"title": _("Overview"), "icon": "dashboard", "link": reverse("admin:index")}
    groups: list[Item] = [{"title": "", "separator": False, "items": [home]}]
    for title, rows in GROUPS:
        items = [_item(counts, *row) for row in rows if _may_see(request.user, row[2])]
        if items and not title:
            groups[0]["items"] += items
        elif items:
            groups.append({"title": title, "separator": True, "items": items})
    return groups


def account_links(_request: HttpRequest) -> list[Item]:
    """The shop, and the admin in the other languages."""
    home = language_prefix(settings.LANGUAGE_CODE)
    links = [{"title": _("Visit the shop"), "link": home}]
    for code, _name in settings.LANGUAGES:
        title = get_language_info(code)["name_local"]
        links.append({"title": title, "link": f"{language_prefix(code)}admin/"})
    return links


def _may_see(user: Any, target: str) -> bool:
    if target in PAGES:
        return bool(PAGES[target](user))
    app, model = target.split(".")
    return bool(user.has_perm(f"{app}.view_{model}"))


def _item(
    counts: dict[str, int], title: Any, icon: str, target: str, count: str
) -> Item:
    name = f"admin:{target.replace('.', '_')}"
    return {
        "title": title,
        "icon": icon,
        "link": reverse(name if target in PAGES else f"{name}_changelist"),
        "badge": counts.get(count, 0),
        "badge_variant": "primary",
        "badge_style": "solid",
    }
