"""Lines and offers as plain values."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from cart.quote import Quote, make_quote
from promotions.lines import PricedLine
from promotions.offers.rule import GivenArticle, Kind, Rule, Tier
from promotions.offers.steps import offer_step
from promotions.scopes import Scope
from shop.kernel.money import ZERO


def a_line(price: str, quantity: int = 1, *, key: int = 1, **facts: Any) -> PricedLine:
    """`key` is its variant and product, too, unless those are named."""
    facts = {"variant_id": key, "product_id": key, "list_price": Decimal(price)} | facts
    return PricedLine(key=key, quantity=quantity, unit_price=Decimal(price), **facts)


def lines_of(*prices: str) -> list[PricedLine]:
    """`"90"` or `"90 x 2"`: one line each, of products 1, 2, …"""
    found = []
    for key, text in enumerate(prices, start=1):
        price, _x, quantity = text.partition(" x ")
        found.append(a_line(price, int(quantity or 1), key=key))
    return found


def a_rule(kind: Kind, pk: int = 1, **facts: Any) -> Rule:
    return Rule(**{"id": pk, "name": f"Offer {pk}", "kind": kind} | facts)


def tiers(*pairs: str, pk: int = 1, **facts: Any) -> Rule:
    """`"200-30"`: spend 200, save 30."""
    found = [pair.split("-") for pair in pairs]
    steps = tuple(Tier(spend=Decimal(a), save=Decimal(b)) for a, b in found)
    return a_rule(Kind.TIERS, pk, tiers=steps, **facts)


def percent(off: int, pk: int = 1, **facts: Any) -> Rule:
    return a_rule(Kind.PERCENT, pk, percent=off, **facts)


def for_price(pieces: int, price: str, pk: int = 1, **facts: Any) -> Rule:
    return a_rule(Kind.SET, pk, pieces=pieces, set_price=Decimal(price), **facts)


def cheaper(bought: int, more: int, off: int, pk: int = 1, **facts: Any) -> Rule:
    return a_rule(
        Kind.CHEAPER, pk, pieces=bought, cheaper_pieces=more, percent=off, **facts
    )


def gift(threshold: str, pk: int = 1, *, left: int = 9, **facts: Any) -> Rule:
    given = GivenArticle(variant_id=99, quantity=1, name="Cup", left=left)
    facts = {"gift": given} | facts
    return a_rule(Kind.GIFT, pk, threshold=Decimal(threshold), **facts)


def freight(threshold: str, pk: int = 1, **facts: Any) -> Rule:
    return a_rule(Kind.FREIGHT, pk, threshold=Decimal(threshold), **facts)


def only(*products: int) -> Scope:
    return Scope(products=frozenset(products))


def quote(lines: Sequence[PricedLine], *rules: Rule) -> Quote:
    return make_quote(lines, steps=[offer_step(rules, {})])


def saved(lines: Sequence[PricedLine], *rules: Rule) -> Decimal:
    return quote(lines, *rules).discount


def shares(found: Quote) -> dict[str, list[Decimal]]:
    return {one.name: list(one.shares) for one in found.discounts}


NOTHING = ZERO
