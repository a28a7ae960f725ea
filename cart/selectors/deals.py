"""Which campaigns lines of a basket are bought through."""

from collections.abc import Collection

from django.db.models import QuerySet

from cart.models import CartLine
from promotions.wishes import Deal
from shop.kernel.prepared import prepared


def deals_of(*, cart_id: int, line_ids: Collection[int]) -> list[Deal]:
    """Of those of these lines that are still in the basket; one query."""
    lines = _through_deals(cart_id=cart_id)
    return [line.deal for line in lines if line.deal and line.pk in line_ids]


@prepared
def _through_deals(cart_id: int) -> QuerySet[CartLine]:
    return CartLine.objects.filter(cart=cart_id, deal_id__isnull=False)
