"""Lists sort and filter by what goods cost now, campaigns included."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from catalog.models import Product, Variant

AT_ONCE = 200
COLUMNS = ("pk", "price_from", "price_to", "charged_from", "charged_to")

Lower = Mapping[int, Decimal]
Range = tuple[Decimal | None, Decimal | None]


def follow_prices(lower: Lower) -> int:
    """Let lists know `{variant id: price}`, all that campaigns charge now; every other
    article costs what it usually does.  Returns how many products changed.

    Safe to repeat and to overlap; no product is held for long.
    """
    owners = Variant.objects.filter(pk__in=list(lower)).values_list(
        "product", flat=True
    )
    reduced = Product.objects.reduced().values_list("pk", flat=True)
    ids = sorted({*owners, *reduced})
    return sum(
        _follow(ids[first : first + AT_ONCE], lower)
        for first in range(0, len(ids), AT_ONCE)
    )


def _follow(product_ids: Sequence[int], lower: Lower) -> int:
    """Only what seems to be wrong is locked and looked at again; what somebody holds
    is left for the next time, so that nobody waits for anybody in a circle."""
    goods = Product.objects.filter(pk__in=product_ids).order_by("pk")
    stale = _changes(goods.values(*COLUMNS), lower)
    if not stale:
        return 0
    with transaction.atomic():
        held = goods.filter(pk__in=stale)
        held = held.select_for_update(no_key=True, skip_locked=True)
        changes = _changes(held.values(*COLUMNS), lower)
        for pk, (low, high) in changes.items():
            Product.objects.filter(pk=pk).update(charged_from=low, charged_to=high)
    return len(changes)


def _changes(rows: Iterable[dict[str, Any]], lower: Lower) -> dict[int, Range]:
    """`{product id: what its list prices should be}` where they are not."""
    products = {row["pk"]: row for row in rows}
    ranges = _ranges(products, lower)
    wanted = {pk: _range(row, ranges.get(pk, [])) for pk, row in products.items()}
    return {
        pk: prices
        for pk, prices in wanted.items()
        if prices != (products[pk]["charged_from"], products[pk]["charged_to"])
    }


def _ranges(product_ids: Iterable[int], lower: Lower) -> dict[int, list[Decimal]]:
    """What each offered variant of these costs now."""
    offered = Variant.objects.filter(product__in=list(product_ids), is_active=True)
    found: dict[int, list[Decimal]] = {}
    for product_id, pk, price in offered.values_list("product", "pk", "price"):
        found.setdefault(product_id, []).append(min(price, lower.get(pk, price)))
    return found


def _range(row: dict[str, Any], prices: list[Decimal]) -> Range:
    """Never above the usual prices, which may be changing at this moment."""
    low, high = row["price_from"], row["price_to"]
    if low is None or high is None or not prices:
        return low, high
    return min(low, *prices), min(high, max(prices))
