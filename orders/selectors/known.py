"""Which of a basket's lines somebody has, or has ordered."""

from collections.abc import Collection

from cart.models import CartLine
from orders.models import OrderLine


def known_lines(line_ids: Collection[int], *, owner_id: int) -> set[int]:
    """Those of an account: in its basket now, or in an order that took them out.

    The basket is asked first: what has left it since is in an order by then.  One
    query, or two.
    """
    lines = CartLine.objects.filter(cart__owner=owner_id, pk__in=line_ids)
    found = set(lines.values_list("pk", flat=True))
    if found != set(line_ids):
        ordered = OrderLine.objects.filter(
            order__owner=owner_id, cart_line_id__in=line_ids
        )
        found |= {pk for pk in ordered.values_list("cart_line_id", flat=True) if pk}
    return found
