"""What an offer does to a sample basket: to show it before it runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog.selectors import VariantFacts
from promotions.lines import Gift, PricedLine
from promotions.offers.models import Offer
from promotions.offers.rule import Rule
from promotions.offers.selectors import rules_of, with_rule_columns
from promotions.offers.steps import offer_step
from promotions.sample_goods import MOST_OF_EACH, bestsellers
from promotions.scopes import Scope
from shop.kernel.money import ZERO


@dataclass(frozen=True, kw_only=True)
class Example:
    """`lines` are (article, pieces); `saved` may be nothing even so."""

    lines: Sequence[tuple[VariantFacts, int]]
    goods: Decimal
    saved: Decimal
    gifts: Sequence[Gift]
    is_free_delivery: bool

    @property
    def gives(self) -> bool:
        return bool(self.saved or self.gifts or self.is_free_delivery)

    @property
    def net(self) -> Decimal:
        return self.goods - self.saved


def example_of(offer: Offer) -> Example | None:
    """The bestsellers it is about, as many of each as it takes until it gives
    something; None where nothing is on sale of what it is about."""
    (rule,) = rules_of(with_rule_columns(Offer.objects.filter(pk=offer.pk)))
    articles = bestsellers(rule.scope)
    examples = (_example(rule, articles, many) for many in range(1, MOST_OF_EACH + 1))
    found = None
    for found in examples if articles else ():
        if found.gives:
            break
    return found


def _example(rule: Rule, articles: Sequence[VariantFacts], many: int) -> Example:
    lines = [
        PricedLine(
            key=article.variant_id,
            variant_id=article.variant_id,
            quantity=many,
            unit_price=article.price,
            list_price=article.price,
            product_id=article.product_id,
        )
        for article in articles
    ]
    nothing = [ZERO] * len(lines)
    everything = Rule(**vars(rule) | {"scope": Scope()})
    given = offer_step([everything], {})(lines, nothing)
    late = [step(lines, nothing) for step in given.late]
    return Example(
        lines=[(article, many) for article in articles],
        goods=sum((line.goods for line in lines), ZERO),
        saved=sum((one.amount for one in given.discounts), ZERO),
        gifts=given.gifts,
        is_free_delivery=any(outcome.free_delivery for outcome in late),
    )
