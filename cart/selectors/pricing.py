"""Lines become a quote: what is in force is read once, the pipeline does the rest."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cart.quote import FeeFor, Quote, make_quote
from catalog.selectors import VariantFacts, line_questions
from promotions.lines import PricedLine
from promotions.registry import DEALS, term_questions, terms_of
from promotions.terms import DealDesk, DealTerms, Terms
from promotions.wishes import Deal, Shopper, Wanted, Wish
from shop.kernel.together import Answers, Questions, together


@dataclass(frozen=True, kw_only=True)
class Pricing:
    """Lines at the terms of a moment; quoted as often as one likes, whichever of them
    are ticked and wherever they go."""

    terms: Terms

    @property
    def lines(self) -> Mapping[int, PricedLine]:
        return {line.key: line for line in self.terms.lines}

    @property
    def deals(self) -> Mapping[int, DealTerms]:
        return self.terms.deals

    def quote(
        self, keys: Collection[int] | None = None, *, fee_for: FeeFor | None = None
    ) -> Quote:
        """Of these lines, or of all; in the order of the keys, so that every caller
        splits amounts alike."""
        chosen = [line for line in self.terms.lines if keys is None or line.key in keys]
        return make_quote(chosen, steps=self.terms.steps, fee_for=fee_for)


def pricing(
    wanted: Sequence[Wanted],
    *,
    shopper: Shopper,
    wish: Wish,
    now: datetime,
    desks: Mapping[str, DealDesk] = DEALS,
    asked: Answers | None = None,
) -> Pricing:
    """With what `asked_of` has been told of these lines, where somebody has it."""
    terms = terms_of(
        sorted(wanted, key=lambda one: one.key),
        shopper=shopper,
        wish=wish,
        now=now,
        desks=desks,
        asked=asked,
    )
    return Pricing(terms=terms)


@together
def asked_of(variant_ids: set[int], now: datetime) -> Questions:
    """What lines are and what is in force for them; nothing is asked about none."""
    return {**line_questions(variant_ids), **term_questions(variant_ids, now)}


def wanted_of(
    key: int, facts: VariantFacts, quantity: int, *, deal: Deal | None = None
) -> Wanted:
    """`key` names the line for its caller."""
    return Wanted(
        key=key,
        variant_id=facts.variant_id,
        product_id=facts.product_id,
        quantity=quantity,
        price=facts.price,
        list_price=facts.compare_at or facts.price,
        weight=facts.weight_g,
        deal=deal,
    )
