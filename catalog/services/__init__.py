from catalog.services.arrivals import receive_stock
from catalog.services.prices import set_price
from catalog.services.products import count_sold, refresh_product
from catalog.services.variants import add_variant

__all__ = [
    "add_variant",
    "count_sold",
    "receive_stock",
    "refresh_product",
    "set_price",
]
