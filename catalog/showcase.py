"""What higher apps show on the catalogue's pages, without the catalogue knowing them.

They add theirs in `ready()`; each asks at most one query, whatever the number of
products.  Pages are public: what is shown is the same for everybody.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, kw_only=True)
class CardOffer:
    """A campaign's price of a product on its card, and a short word for the badge.
    A deal is had through a button of its own only, not out of any basket; its pieces
    are set aside, so there are some although the shelf is empty."""

    price: Decimal
    was: Decimal | None
    badge: str
    is_deal: bool = False


@dataclass(frozen=True, kw_only=True)
class VariantOffer:
    """A lower price of one variant on its product's page; `note` says why, or how
    long."""

    price: Decimal
    was: Decimal | None
    note: str


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A piece of a page.  `slot` on a product's page: `price` (under the price), `buy`
    (in the form, above its buttons), `bar` (the phone's bar: replaces its buttons),
    `below`.  The template gets `panel`, which is `context`, alone.  `sells`: what is set
    aside for it can be bought although the shelf is empty."""

    template: str
    slot: str = "below"
    order: int = 50
    sells: bool = False
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Viewed:
    """The product whose page is shown; `shelves` are its categories and those above."""

    id: int
    url: str
    shelves: frozenset[int]
    now: datetime


CardOffers = Callable[[Sequence[int], datetime], Mapping[int, CardOffer]]
VariantOffers = Callable[[int, datetime], Mapping[int, VariantOffer]]
ProductPanels = Callable[[Viewed], Iterable[Panel]]
HomeSections = Callable[[datetime], Iterable[Panel]]

card_offers: list[CardOffers] = []
variant_offers: list[VariantOffers] = []
product_panels: list[ProductPanels] = []
home_sections: list[HomeSections] = []


def offers_for(
    product_ids: Iterable[int], now: datetime, *, with_deals: bool = True
) -> dict[int, CardOffer]:
    """The lowest price of each product that has an offer."""
    ids, found = list(product_ids), dict[int, CardOffer]()
    for ask in card_offers if ids else ():
        for product_id, offer in ask(ids, now).items():
            if offer.is_deal and not with_deals:
                continue
            known = found.get(product_id)
            if known is None or offer.price < known.price:
                found[product_id] = offer
    return found


def offers_of_variants(product_id: int, now: datetime) -> dict[int, VariantOffer]:
    """The lowest price of each variant that has an offer."""
    found: dict[int, VariantOffer] = {}
    for ask in variant_offers:
        for variant_id, offer in ask(product_id, now).items():
            known = found.get(variant_id)
            if known is None or offer.price < known.price:
                found[variant_id] = offer
    return found


def panels_of(product: Viewed) -> list[Panel]:
    panels = [panel for ask in product_panels for panel in ask(product)]
    return sorted(panels, key=lambda panel: panel.order)


def sections_of_home(now: datetime) -> list[Panel]:
    panels = [panel for ask in home_sections for panel in ask(now)]
    return sorted(panels, key=lambda panel: panel.order)
