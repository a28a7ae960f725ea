"""The group buys on the home page."""

from collections.abc import Iterable
from datetime import datetime

from catalog.showcase import Panel
from promotions.group_buys.selectors import campaigns_page

MOST = 4


def home_group_buys(now: datetime) -> Iterable[Panel]:
    """Those that still have pieces.  One query, and four where there are any."""
    running = [card for card in campaigns_page(now=now) if not card.is_sold_out]
    if running:
        facts = {"campaigns": running[:MOST], "now": now}
        template = "promotions/group_buys/_home.html"
        yield Panel(template=template, order=25, context=facts)
