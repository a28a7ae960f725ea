"""On a product's page: its group buy, and the teams that can be joined."""

from collections.abc import Iterator
from datetime import datetime

from catalog.showcase import Exhibit, Panel, Viewed
from promotions.group_buys.selectors import (
    MOST_READ,
    joinable,
    running_offers,
    teams_of,
)
from promotions.group_buys.shown import deal_of
from shop.kernel.together import Answers, Questions


def questions(product_id: int, now: datetime) -> Questions:
    """A product is in one group buy at a time; of one before, teams may still be open."""
    offers = running_offers(now).filter(campaign__product=product_id)
    teams = joinable(now).filter(
        team__campaign__product=product_id, team__campaign__ends_at__gt=now
    )
    return {
        "group_offers": offers.select_related("campaign").order_by("pk"),
        "group_teams": teams[:MOST_READ],
    }


def panels(answers: Answers, product: Viewed) -> Iterator[Panel]:
    offers = answers["group_offers"]
    if not offers:
        return
    facts = {
        "campaign": offers[0].campaign,
        "price": min(offer.price for offer in offers),
        "deal": deal_of(offers[0].pk),
        "is_sold_out": all(offer.unclaimed <= 0 for offer in offers),
        "teams": teams_of(answers["group_teams"]),
        "now": product.now,
    }
    folder = "promotions/group_buys"
    yield Panel(template=f"{folder}/_row.html", slot="price", order=20, context=facts)
    sells = not facts["is_sold_out"]
    yield Panel(template=f"{folder}/_buy.html", slot="buy", sells=sells, context=facts)
    if sells:
        yield Panel(template=f"{folder}/_bar.html", slot="bar", context=facts)


ON_PRODUCT = Exhibit(questions=questions, show=panels)
