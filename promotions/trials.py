"""What the price lab may try before it opens: every kind by its lines here."""

from datetime import datetime

from promotions.coupons.preview import choices as coupons_to_try
from promotions.coupons.preview import preview as previews_of_coupons
from promotions.flash_sales.preview import choices as sessions_to_try
from promotions.flash_sales.preview import preview as previews_of_sessions
from promotions.flash_sales.selectors import flash_terms_once_open
from promotions.group_buys.preview import choices as group_buys_to_try
from promotions.group_buys.preview import preview as previews_of_group_buys
from promotions.group_buys.terms import group_terms_once_open
from promotions.offers.preview import choices as offers_to_try
from promotions.offers.preview import preview as previews_of_offers
from promotions.previews import Choices, NamedChoices, Preview, Previewer, read_source
from promotions.sales.preview import preview as previews_of_sales
from promotions.terms import DealDesk

DEALS_ONCE_OPEN: dict[str, DealDesk] = {
    "flash": flash_terms_once_open,
    "group": group_terms_once_open,
}
PREVIEWS: dict[str, Previewer] = {
    "offer": previews_of_offers,
    "sale": previews_of_sales,
    "coupon": previews_of_coupons,
    "flash": previews_of_sessions,
    "group": previews_of_group_buys,
}
TO_TRY: dict[str, Choices] = {  # what nobody gets by himself
    "offer": offers_to_try,
    "coupon": coupons_to_try,
    "flash": sessions_to_try,
    "group": group_buys_to_try,
}


def preview_of(source: str) -> Preview | None:
    """`flash:7` as the price lab tries it; None for what is no campaign."""
    named = read_source(source)
    if named is None or named[0] not in PREVIEWS:
        return None
    return PREVIEWS[named[0]](named[1])


def things_to_try(now: datetime) -> NamedChoices:
    return [
        (f"{kind}:{number}", name)
        for kind, choices in TO_TRY.items()
        for number, name in choices(now)
    ]
