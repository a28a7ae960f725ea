"""What higher apps show on the catalogue's pages, without the catalogue knowing them.

They add theirs in `ready()`.  What all of them want to know for a page is asked in one
statement, together with what the page itself asks, whatever the number of products and
of kinds.  Pages are public: what is shown is the same for everybody.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from catalog.looks import Look
from shop.kernel.together import Answers, Questions, together


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
    """The product whose page is shown; `shelves` are its categories and those above,
    `look_of` tells by its key how a variant looks."""

    id: int
    url: str
    shelves: frozenset[int]
    now: datetime
    look_of: Callable[[str], Look] = lambda _key: Look()


Seen = TypeVar("Seen", contravariant=True)
Shown = TypeVar("Shown", covariant=True)


@dataclass(frozen=True, kw_only=True)
class Exhibit(Generic[Seen, Shown]):
    """What a higher app shows: made of the answers to its own questions, whose names
    nobody else uses."""

    questions: Callable[..., Questions]
    show: Callable[[Answers, Seen], Shown]


card_offers: list[Exhibit[datetime, Mapping[int, CardOffer]]] = []
variant_offers: list[Exhibit[datetime, Mapping[int, VariantOffer]]] = []
product_panels: list[Exhibit[Viewed, Iterable[Panel]]] = []
home_sections: list[Exhibit[datetime, Iterable[Panel]]] = []


def card_questions(product_ids: Sequence[int], now: datetime) -> Questions:
    return _asked(card_offers, product_ids, now)


def variant_questions(product_id: int, now: datetime) -> Questions:
    return _asked(variant_offers, product_id, now)


def panel_questions(product_id: int, now: datetime) -> Questions:
    return _asked(product_panels, product_id, now)


def home_questions(now: datetime) -> Questions:
    return _asked(home_sections, now)


def _asked(exhibits: Iterable[Exhibit[Any, Any]], *about: Any) -> Questions:
    found: dict[str, Any] = {}
    for exhibit in exhibits:
        found |= exhibit.questions(*about)
    return found


def offers_for(
    answers: Answers, now: datetime, *, with_deals: bool = True
) -> dict[int, CardOffer]:
    """The lowest price of each product that has an offer."""
    found = dict[int, CardOffer]()
    for exhibit in card_offers:
        for product_id, offer in exhibit.show(answers, now).items():
            if offer.is_deal and not with_deals:
                continue
            known = found.get(product_id)
            if known is None or offer.price < known.price:
                found[product_id] = offer
    return found


def offers_of_variants(answers: Answers, now: datetime) -> dict[int, VariantOffer]:
    """The lowest price of each variant that has an offer."""
    found: dict[int, VariantOffer] = {}
    for exhibit in variant_offers:
        for variant_id, offer in exhibit.show(answers, now).items():
            known = found.get(variant_id)
            if known is None or offer.price < known.price:
                found[variant_id] = offer
    return found


def panels_of(answers: Answers, product: Viewed) -> list[Panel]:
    panels = [panel for one in product_panels for panel in one.show(answers, product)]
    return sorted(panels, key=lambda panel: panel.order)


def sections_of_home(answers: Answers, now: datetime) -> list[Panel]:
    panels = [panel for one in home_sections for panel in one.show(answers, now)]
    return sorted(panels, key=lambda panel: panel.order)


asked_for_panels = together(panel_questions)
