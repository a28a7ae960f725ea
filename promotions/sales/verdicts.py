"""Why an article has its sale price, or why not."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from promotions.lines import Outcome, PricedLine
from promotions.sales.models import ScheduledPrice
from promotions.verdicts import Verdict, waits
from promotions.wishes import Shopper, Wish
from shop.kernel.money import written


def verdicts(
    lines: Sequence[PricedLine],
    given: Outcome,
    shopper: Shopper,
    wish: Wish,
    now: datetime,
) -> Iterator[Verdict]:
    """Of every sale price of these goods that is not over at that moment."""
    paid = {line.variant_id: line.unit_price for line in lines}
    sales = ScheduledPrice.objects.filter(variant__in=paid, ends_at__gt=now)
    for sale in sales.select_related("variant").order_by("starts_at", "pk"):
        later = waits(sale.starts_at, now)
        gives = not later and paid[sale.variant_id] == sale.price
        cut = f"{written(sale.variant.price)} → {written(sale.price)}"
        yield Verdict(
            name=f"{_('Sale price')} · {sale.variant.sku}",
            source=f"sale:{sale.pk}",
            gives=gives,
            text=later or (cut if gives else _("Another price counts.")),
        )
