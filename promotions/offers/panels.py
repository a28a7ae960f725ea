"""On a product's page: the offers that its goods get by themselves."""

from collections.abc import Iterator
from datetime import datetime

from catalog.showcase import Panel
from promotions.offers.selectors import running_rules
from promotions.offers.words import terms
from promotions.shelves import shelves_of

MOST = 4


def product_panels(product_id: int, now: datetime) -> Iterator[Panel]:
    """One query, and one more where an offer is about categories."""
    rules = running_rules(now)
    if not rules:
        return
    shelves = shelves_of([product_id], scopes=[rule.scope for rule in rules])
    offers = [
        {"name": rule.name, "terms": terms(rule)}
        for rule in rules
        if rule.scope.covers(product_id, shelves)
    ]
    if offers:
        yield Panel(
            template="promotions/offers/_on_product.html",
            slot="price",
            order=60,
            context={"offers": offers[:MOST]},
        )
