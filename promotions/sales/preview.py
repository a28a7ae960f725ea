"""A sale price as the price lab tries it."""

from promotions.previews import Preview
from promotions.sales.models import ScheduledPrice
from shop.kernel.translations import tr


def preview(sale_id: int) -> Preview | None:
    sales = ScheduledPrice.objects.select_related("variant__product")
    sale = sales.filter(pk=sale_id).first()
    if sale is None:
        return None
    return Preview(
        name=tr(sale.variant.product, "name"),
        starts_at=sale.starts_at,
        goods={sale.variant_id: 1},
    )
