"""What comes with the goods for nothing, as a page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cart.quote import Quote
from catalog.selectors import VariantFacts, line_facts
from shop.kernel.money import ZERO


@dataclass(frozen=True, kw_only=True)
class GiftView:
    """A line that is only read: see components/line.html."""

    facts: VariantFacts
    quantity: int
    notes: Sequence[str]
    is_gift: bool = True
    amount: Decimal = ZERO

    @property
    def name(self) -> str:
        return self.facts.name

    @property
    def url(self) -> str:
        return self.facts.product_url

    @property
    def image(self) -> str:
        return self.facts.image

    @property
    def options(self) -> dict[str, str]:
        return self.facts.options


def gifts_of(quote: Quote) -> list[GiftView]:
    """One query; none where nothing is given away."""
    facts = line_facts([gift.variant_id for gift in quote.gifts])
    return [
        GiftView(
            facts=facts[gift.variant_id], quantity=gift.quantity, notes=[gift.name]
        )
        for gift in quote.gifts
        if gift.variant_id in facts
    ]
