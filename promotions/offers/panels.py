"""On a product's page: the offers that its goods get by themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from catalog.showcase import Exhibit, Panel, Viewed
from promotions.offers.selectors import rules_of, running_question
from promotions.offers.words import terms
from shop.kernel.addresses import address
from shop.kernel.together import Answers, Questions

MOST = 4


@dataclass(frozen=True, kw_only=True)
class Applied:
    """An offer that an article gets, in words, and where all its goods are."""

    name: str
    terms: str
    url: str


def questions(_product_id: int, now: datetime) -> Questions:
    return {"offers": running_question(now)}


def panels(answers: Answers, product: Viewed) -> Iterator[Panel]:
    shelves = {product.id: product.shelves}
    offers = [
        Applied(
            name=rule.name,
            terms=terms(rule),
            url=address("promotions:offer-goods", rule.id),
        )
        for rule in rules_of(answers["offers"])
        if rule.scope.covers(product.id, shelves)
    ]
    if offers:
        yield Panel(
            template="promotions/offers/_on_product.html",
            slot="price",
            order=60,
            context={"offers": offers[:MOST]},
        )


ON_PRODUCT = Exhibit(questions=questions, show=panels)
