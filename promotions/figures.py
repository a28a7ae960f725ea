"""What came of a campaign, as the admin shows it."""

from collections.abc import Iterable

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from promotions.hooks import Result
from shop.templatetags.shop import money

Figure = tuple[str, str]


def figures_of(result: Result, *, of: int = 0) -> list[Figure]:
    """Costs of nothing are left out.  `of`: how many pieces were set aside."""
    costs = [
        (_("Refunded"), result.refunded),
        (_("Taken off"), result.discounts),
        (_("Gifts"), result.gifts),
        (_("Free delivery"), result.delivery),
    ]
    paid = _("%(paid)d of %(placed)d placed")
    return [
        (_("Orders paid"), paid % {"paid": result.paid, "placed": result.placed}),
        (_("Pieces"), share_in_words(result.pieces, of) if of else str(result.pieces)),
        (_("Revenue"), money(result.revenue)),
        *((label, money(amount)) for label, amount in costs if amount),
    ]


def share_in_words(part: int, whole: int) -> str:
    """`3 / 12 (25 %)`"""
    percent = f" ({part * 100 // whole} %)" if whole else ""
    return f"{part} / {whole}{percent}"


def shown(figures: Iterable[Figure]) -> SafeString:
    return format_html_join(" ", '<span class="shop-tag">{}: <b>{}</b></span>', figures)
