"""What a variant cost, from its log and from whoever else charged for it."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import QuerySet

from catalog.models import PriceLog
from catalog.was_price import Priced, Reduced, charged
from shop.kernel.prepared import prepared

# Higher apps that charge a lower price for a while say so here, in their `ready()`.
reductions: list[Callable[[int], Iterable[Reduced]]] = []


def price_history(variant_id: int, *, until: datetime) -> list[Priced]:
    """The prices that it really cost, one after the other, before that moment's own."""
    log = [
        Priced(price=row.price, compare_at=row.compare_at, at=row.at)
        for row in _logged(variant_id, until)
    ]
    lower = [one for ask in reductions for one in ask(variant_id)]
    return charged(log, [one for one in lower if one.at < until], until=until)


@prepared
def _logged(variant_id: int, until: datetime) -> QuerySet[PriceLog]:
    rows = PriceLog.objects.filter(variant_id=variant_id, at__lte=until)
    return rows.order_by("at", "pk")
