"""An order's row, held until the transaction ends, by a prepared query: the way of
payments that open and come in.  Rarer changes hold it by `Order.objects.locked()`."""

from django.db.models import QuerySet

from orders.models import Order
from shop.kernel.prepared import prepared


def lock_order(order_id: int) -> Order:
    """Raises Order.DoesNotExist."""
    order = next(iter(_locked(order_id=order_id)), None)
    if order is None:
        raise Order.DoesNotExist
    return order


@prepared
def _locked(order_id: int) -> QuerySet[Order]:
    return Order.objects.locked().filter(pk=order_id)
