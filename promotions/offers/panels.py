"""On a product's page: the offers that its goods get by themselves."""

from collections.abc import Iterator

from catalog.showcase import Panel, Viewed
from promotions.offers.selectors import running_rules
from promotions.offers.words import terms
from shop.kernel.addresses import address

MOST = 4


def product_panels(product: Viewed) -> Iterator[Panel]:
    """One query."""
    shelves = {product.id: product.shelves}
    offers = [
        {
            "name": rule.name,
            "terms": terms(rule),
            "url": address("promotions:offer-goods", rule.id),
        }
        for rule in running_rules(product.now)
        if rule.scope.covers(product.id, shelves)
    ]
    if offers:
        yield Panel(
            template="promotions/offers/_on_product.html",
            slot="price",
            order=60,
            context={"offers": offers[:MOST]},
        )
