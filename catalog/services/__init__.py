from catalog.services.arrivals import receive_stock
from catalog.services.charged import follow_prices
from catalog.services.combining import add_missing_variants, recombine
from catalog.services.counting import correct_stock
from catalog.services.prices import check_was_price, set_price
from catalog.services.products import count_sold, refresh_product
from catalog.services.variants import add_variant

__all__ = [
    "add_missing_variants",
    "add_variant",
    "check_was_price",
    "correct_stock",
    "count_sold",
    "follow_prices",
    "receive_stock",
    "recombine",
    "refresh_product",
    "set_price",
]
