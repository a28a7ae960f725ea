from cart.services.baskets import cart_for, merge_carts
from cart.services.lines import (
    add_to_cart,
    buy_only,
    lock_cart,
    note_prices,
    remove_line,
    remove_unavailable,
    select_all,
    select_line,
    set_quantity,
    take_lines,
)
from cart.services.tariffs import set_regions

__all__ = [
    "add_to_cart",
    "buy_only",
    "cart_for",
    "lock_cart",
    "merge_carts",
    "note_prices",
    "remove_line",
    "remove_unavailable",
    "select_all",
    "select_line",
    "set_quantity",
    "set_regions",
    "take_lines",
]
