"""The rows of an order that is being placed: what is in it, at the prices of now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings

from cart.errors import DealOver, NotOffered
from cart.models import CartLine
from cart.quote import Quote
from cart.selectors import (
    Pricing,
    Way,
    asked_of,
    pieces_left,
    pricing,
    wanted_of,
    way_to,
)
from catalog.errors import OutOfStock
from catalog.selectors import VariantFacts, facts_from, line_facts
from orders.errors import CartChanged, NotDeliverable
from orders.models import Order, OrderLine
from orders.wanting import Checkout, time_to_pay
from promotions.lines import Gift
from promotions.promises import Bill
from promotions.registry import ALONE, promises_of
from promotions.wishes import Deal
from shop.kernel.money import ZERO
from shop.kernel.prepared_writes import insert


@dataclass(frozen=True, kw_only=True)
class Goods:
    """The lines of a basket, what they are, and what they cost."""

    rows: Sequence[CartLine]
    facts: Mapping[int, VariantFacts]
    pricing: Pricing
    way: Way
    quote: Quote

    @property
    def gifts(self) -> list[Gift]:
        """What is there to be given away, beside what is bought of it."""
        left = {pk: facts.sellable for pk, facts in self.facts.items()}
        for line in self.quote.lines:
            left[line.variant_id] -= line.quantity
        found = []
        for gift in self.quote.gifts:
            left[gift.variant_id] = left.get(gift.variant_id, 0) - gift.quantity
            if left[gift.variant_id] >= 0:
                found.append(gift)
        return found

    def pieces(self) -> Iterator[tuple[int, int]]:
        """`(variant_id, quantity)` of everything that will be sent."""
        for line in self.quote.lines:
            yield line.variant_id, line.quantity
        for gift in self.gifts:
            yield gift.variant_id, gift.quantity

    def live_deals(self) -> set[str]:
        """The kinds of campaigns that give their price now."""
        return {deal.kind for deal in self.deals().values()}

    def deals(self) -> dict[int, Deal]:
        """What gave lines their price, by their keys."""
        on = {
            key for key, terms in self.pricing.deals.items() if terms.price is not None
        }
        return {row.pk: row.deal for row in self.rows if row.deal and row.pk in on}


def goods_of(checkout: Checkout, *, rows: Sequence[CartLine], now: datetime) -> Goods:
    """What these lines come to now; changes nothing.

    Raises NotOffered, OutOfStock, DealOver, NotDeliverable, CartChanged.
    """
    asked = asked_of(variant_ids={row.variant_id for row in rows}, now=now)
    facts = facts_from(asked)
    if any(row.variant_id not in facts for row in rows):
        raise NotOffered
    found = pricing(
        [
            wanted_of(row.pk, facts[row.variant_id], row.quantity, deal=row.deal)
            for row in rows
        ],
        shopper=checkout.shopper,
        wish=checkout.wish,
        now=now,
        asked=asked,
    )
    way = way_to(checkout.address, code=checkout.shipping_code)
    if way is None:
        raise NotDeliverable
    for row in rows:
        _check(row, facts[row.variant_id], found)
    quote = found.quote(fee_for=way.fee_for)
    given = line_facts([gift.variant_id for gift in quote.gifts])
    goods = Goods(rows=rows, facts=given | facts, pricing=found, way=way, quote=quote)
    if len(rows) > 1 and goods.live_deals() & ALONE:
        raise CartChanged
    return goods


def _check(row: CartLine, article: VariantFacts, found: Pricing) -> None:
    deal = found.deals.get(row.pk)
    if not article.is_offered:
        raise NotOffered
    if deal is not None and deal.price is not None and deal.problem:
        raise DealOver(deal.problem)
    left = pieces_left(article, deal)
    if left < row.quantity:
        raise OutOfStock(row.variant_id, row.quantity, left, article.name)


def write_order(
    checkout: Checkout, *, goods: Goods, bill: Bill, now: datetime
) -> Order:
    """The order's own row, waiting for payment, with the names of what will be held
    for it.  Runs in the caller's transaction."""
    quote, kind = goods.quote, checkout.kind(goods.live_deals())
    window = time_to_pay(kind)
    order = Order(
        number=bill.number,
        owner_id=checkout.owner_id,
        cart_key=checkout.cart_id,
        email=checkout.email,
        language=checkout.language,
        currency=settings.SHOP_CURRENCY,
        tax_percent=Decimal(settings.TAX_PERCENT),
        goods_amount=quote.goods,
        discount_amount=quote.discount,
        shipping_amount=quote.shipping,
        total=quote.total,
        kind=kind,
        pay_with=checkout.pay_with,
        shipping_code=goods.way.code,
        shipping_name=goods.way.name[:80],
        free_delivery=quote.free_delivery[:120],
        free_delivery_source=quote.free_delivery_source,
        freight_spared=quote.freight_spared,
        promises=promises_of(bill),
        buyer_note=checkout.note,
        placed_at=now,
        pay_by=now + window,
        remind_at=now + window * 2 / 3,
        **checkout.address,
    )
    insert([order])
    return order


def write_lines(order: Order, *, goods: Goods) -> list[OrderLine]:
    """What was bought, in the order of the quote; then what comes with it."""
    bought = [_bought(order, goods, position) for position in range(len(goods.rows))]
    given = [_given(order, gift, goods.facts[gift.variant_id]) for gift in goods.gifts]
    insert([*bought, *given])
    return bought


def _bought(order: Order, goods: Goods, position: int) -> OrderLine:
    line = goods.quote.lines[position]
    deal = goods.pricing.deals.get(line.key)
    row = next(row for row in goods.rows if row.pk == line.key)
    is_deal = deal is not None and deal.price is not None
    return OrderLine(
        order=order,
        cart_line_id=line.key,
        list_price=line.list_price,
        usual_price=goods.facts[line.variant_id].price,
        unit_price=line.unit_price,
        price_name=line.price_name[:80],
        quantity=line.quantity,
        discount_amount=line.discount,
        shipping_share=line.shipping_share,
        total=line.total,
        deal_kind=row.deal_kind if is_deal else "",
        deal_id=row.deal_id if is_deal else None,
        **_article(goods.facts[line.variant_id]),
    )


def _given(order: Order, gift: Gift, facts: VariantFacts) -> OrderLine:
    kind, _, number = gift.source.partition(":")
    return OrderLine(
        order=order,
        list_price=facts.price,
        usual_price=facts.price,
        unit_price=ZERO,
        price_name=gift.name[:80],
        quantity=gift.quantity,
        total=ZERO,
        is_gift=True,
        deal_kind=kind,
        deal_id=int(number) if number else None,
        **_article(facts),
    )


def _article(facts: VariantFacts) -> dict[str, object]:
    return {
        "variant_id": facts.variant_id,
        "sku": facts.sku,
        "name": facts.name[:200],
        "options": facts.options,
        "image": facts.image,
    }
