"""The coupons on the home page."""

from collections.abc import Iterable
from datetime import datetime

from catalog.showcase import Panel
from promotions.coupons.selectors import coupon_centre

MOST = 4


def home_coupons(now: datetime) -> Iterable[Panel]:
    """The first that are not all gone.  One query, and two where scopes name goods."""
    offers = [offer for offer in coupon_centre(now=now) if not offer.is_gone][:MOST]
    if offers:
        template = "promotions/coupons/_home.html"
        yield Panel(template=template, order=30, context={"offers": offers})
