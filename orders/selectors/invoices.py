"""The invoices and credit notes of an order."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from orders.models import Invoice, OrderLine
from orders.refunding import left_of_goods, left_of_shipping
from shop.kernel.money import ZERO


def valid_one(documents: Iterable[Invoice]) -> Invoice | None:
    """The latest invoice that credit notes have not taken back whole."""
    credited: dict[int, Decimal] = defaultdict(lambda: ZERO)
    invoices = []
    for document in documents:
        if document.credits_id is None:
            invoices.append(document)
        else:
            credited[document.credits_id] += document.total
    latest = max(invoices, key=lambda invoice: invoice.pk, default=None)
    return latest if latest and latest.total > credited[latest.pk] else None


def is_invoiceable(documents: Sequence[Invoice], lines: Iterable[OrderLine]) -> bool:
    """Is there something paid and kept that no invoice is about?"""
    kept = sum((left_of_goods(line) + left_of_shipping(line) for line in lines), ZERO)
    return kept > 0 and valid_one(documents) is None
