"""What orders answer when promotions ask: who has ordered, what a campaign came to."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db.models import Count, ExpressionWrapper, F, Q, QuerySet, Sum

from orders.models import Order, OrderDiscount, OrderLine
from orders.states import OrderStatus
from promotions.hooks import PriceSpan, Result
from shop.kernel.fields import AmountField
from shop.kernel.money import ZERO

GONE = (OrderStatus.CANCELLED, OrderStatus.REFUNDED)
KEPT = F("quantity") - F("refunded_quantity")
OF_LIVING = Q(order__paid_at__isnull=False) & ~Q(order__status__in=GONE)
MONEY = AmountField()


def has_ordered(owner_id: int) -> bool:
    """Is there an order of this account that was not called off?"""
    orders = Order.objects.filter(owner=owner_id)
    return orders.exclude(status=OrderStatus.CANCELLED).exists()


def of_source(source: str) -> Result:
    """Of orders that it reduced, gave something to or sent for nothing.  Four queries."""
    kind, _, number = source.partition(":")
    reduced = OrderDiscount.objects.filter(source=source)
    given = OrderLine.objects.filter(deal_kind=kind, deal_id=number)
    sent_free = Order.objects.filter(free_delivery_source=source)
    ids: QuerySet[Any] = sent_free.order_by().values("pk")
    ids = ids.union(*(rows.order_by().values("order") for rows in (reduced, given)))
    orders = Order.objects.filter(pk__in=ids)
    living = Q(paid_at__isnull=False) & ~Q(status__in=GONE)
    figures: Any = orders.aggregate(
        placed=Count("pk"),
        paid=Count("paid_at"),
        captured=Sum("captured", filter=living),
        kept_back=Sum("refunded", filter=living),
        refunded=Sum("refunded"),
        delivery=Sum("freight_spared", filter=living & Q(free_delivery_source=source)),
    )
    lines = OrderLine.objects.filter(OF_LIVING, order__in=orders, is_gift=False)
    return Result(
        placed=figures["placed"],
        paid=figures["paid"],
        pieces=lines.aggregate(sum=Sum(KEPT))["sum"] or 0,
        revenue=(figures["captured"] or ZERO) - (figures["kept_back"] or ZERO),
        refunded=figures["refunded"] or ZERO,
        discounts=_sum(reduced.filter(OF_LIVING), F("amount")),
        gifts=_sum(given.filter(OF_LIVING, is_gift=True), F("list_price") * KEPT),
        delivery=figures["delivery"] or ZERO,
    )


def of_deal(kind: str, ids: Collection[int]) -> Result:
    """Of the lines that were bought through it."""
    lines = OrderLine.objects.filter(deal_kind=kind, deal_id__in=ids, is_gift=False)
    return _of_lines(lines)


def of_price(sale: PriceSpan) -> Result:
    """Of the lines of a variant that were bought at this price while it held."""
    lines = OrderLine.objects.filter(
        variant=sale.variant_id,
        unit_price=sale.price,
        deal_id=None,
        is_gift=False,
        order__placed_at__gte=sale.starts_at,
        order__placed_at__lt=sale.ends_at,
    )
    return _of_lines(lines)


def _of_lines(lines: QuerySet[OrderLine]) -> Result:
    """What is kept of them without delivery; the cost is what they would have cost
    more without it.  Four queries."""
    orders: Any = lines.aggregate(
        placed=Count("order", distinct=True),
        paid=Count("order", distinct=True, filter=Q(order__paid_at__isnull=False)),
        refunded=Sum("refunded_amount"),
    )
    living = lines.filter(OF_LIVING)
    paid = F("unit_price") * F("quantity") - F("discount_amount")
    return Result(
        placed=orders["placed"],
        paid=orders["paid"],
        pieces=living.aggregate(sum=Sum(KEPT))["sum"] or 0,
        revenue=_sum(living, paid - F("refunded_amount")),
        refunded=orders["refunded"] or ZERO,
        discounts=_sum(
            living.filter(usual_price__gt=F("unit_price")),
            (F("usual_price") - F("unit_price")) * KEPT,
        ),
    )


def _sum(rows: QuerySet[Any], amount: Any) -> Decimal:
    return (
        rows.aggregate(sum=Sum(ExpressionWrapper(amount, output_field=MONEY)))["sum"]
        or ZERO
    )
