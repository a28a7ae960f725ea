"""Which variant somebody means, and the page that asks when it is not clear."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from cart.selectors import pricing, wanted_of
from catalog.models import OptionValue, Product, Variant
from catalog.selectors import VariantFacts, line_facts
from promotions.lines import PricedLine
from promotions.wishes import NO_WISH, Deal, Shopper
from shop.kernel.translations import tr
from shop.kernel.words import listed


@dataclass(frozen=True, kw_only=True)
class Value:
    id: int
    name: str
    swatch: str
    is_selected: bool
    is_sold_out: bool


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One option as a radio group."""

    id: int
    name: str
    values: list[Value]

    @property
    def field(self) -> str:
        return f"option_{self.id}"

    @property
    def is_open(self) -> bool:
        """Nothing is picked yet."""
        return not any(value.is_selected for value in self.values)


@dataclass(frozen=True, kw_only=True)
class Chooser:
    """A product to choose a variant of; `picks` so far are ticked.  `price` is what
    this shopper would pay for the variant that fits best, `was` may be struck through.
    """

    product_id: int
    name: str
    url: str
    image: str
    price: Decimal | None
    was: Decimal | None
    is_from: bool
    choices: list[Choice]

    @property
    def missing(self) -> str:
        """`Colour, Size`: what is still to be chosen."""
        return listed(choice.name for choice in self.choices if choice.is_open)

    @property
    def problem(self) -> str:
        """Why the picks name no variant."""
        if self.missing:
            return _("Please choose: %(options)s.") % {"options": self.missing}
        return _("There is no such combination. Please choose another.")


def chooser(
    product: Product,
    picks: Mapping[int, int],
    *,
    deal: Deal | None,
    shopper: Shopper,
    now: datetime,
) -> Chooser:
    """A fixed number of queries, whatever the number of options and variants."""
    values = list(
        OptionValue.objects.filter(option__product=product)
        .select_related("option")
        .order_by("option__position", "option_id", "position", "pk")
    )
    variants = list(
        Variant.objects.filter(product=product, is_active=True).order_by("pk")
    )
    facts = line_facts(variant.pk for variant in variants)
    prices = _prices(facts, deal=deal, shopper=shopper, now=now)
    shown = _shown(variants, set(picks.values()), prices)
    price = prices.get(shown.pk) if shown else None
    return Chooser(
        product_id=product.pk,
        name=tr(product, "name"),
        url=reverse("catalog:product", args=[product.slug]),
        image=facts[shown.pk].image if shown else "",
        price=price.unit_price if price else product.price_from,
        was=_was(price),
        is_from=len(variants) > 1 and len(picks) < len({v.option_id for v in values}),
        choices=_choices(values, variants, picks),
    )


def _prices(
    facts: Mapping[int, VariantFacts],
    *,
    deal: Deal | None,
    shopper: Shopper,
    now: datetime,
) -> Mapping[int, PricedLine]:
    """What one piece of each would cost in the basket."""
    wanted = [wanted_of(pk, article, 1, deal=deal) for pk, article in facts.items()]
    return pricing(wanted, shopper=shopper, wish=NO_WISH, now=now).lines


def _was(price: PricedLine | None) -> Decimal | None:
    is_lower = price is not None and price.list_price > price.unit_price
    return price.list_price if price is not None and is_lower else None


def _shown(
    variants: list[Variant], picked: set[int], prices: Mapping[int, PricedLine]
) -> Variant | None:
    """The variant whose picture and price are shown: the one that fits best."""

    def fit(variant: Variant) -> tuple[int, Decimal]:
        own = {int(part) for part in variant.key.split("-") if part}
        return (-len(own & picked), prices[variant.pk].unit_price)

    return min(variants, key=fit, default=None)


def _choices(
    values: list[OptionValue], variants: list[Variant], picks: Mapping[int, int]
) -> list[Choice]:
    in_stock = {
        int(part)
        for variant in variants
        if variant.sellable > 0
        for part in variant.key.split("-")
        if part
    }
    found: dict[int, Choice] = {}
    for value in values:
        choice = found.setdefault(
            value.option_id,
            Choice(id=value.option_id, name=tr(value.option, "name"), values=[]),
        )
        choice.values.append(
            Value(
                id=value.pk,
                name=tr(value, "name"),
                swatch=value.swatch,
                is_selected=picks.get(value.option_id) == value.pk,
                is_sold_out=value.pk not in in_stock,
            )
        )
    return list(found.values())
