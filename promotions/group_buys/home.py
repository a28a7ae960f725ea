"""The group buys on the home page."""

from collections.abc import Iterable
from datetime import datetime

from catalog.showcase import Exhibit, Panel
from promotions.group_buys.selectors import campaign_questions, campaigns_from
from shop.kernel.together import Answers

MOST = 4


def sections(answers: Answers, now: datetime) -> Iterable[Panel]:
    """Those that still have pieces."""
    running = [card for card in campaigns_from(answers, now) if not card.is_sold_out]
    if running:
        facts = {"campaigns": running[:MOST], "now": now}
        template = "promotions/group_buys/_home.html"
        yield Panel(template=template, order=25, context=facts)


AT_HOME = Exhibit(questions=campaign_questions, show=sections)
