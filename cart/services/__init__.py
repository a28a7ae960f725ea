from cart.services.baskets import cart_for, merge_carts
from cart.services.changing import (
    Filled,
    change_line,
    fill_cart,
    fill_through_deal,
)
from cart.services.deals import buy_otherwise, buy_through_deal, refuse_if_gone
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
    "Filled",
    "add_to_cart",
    "buy_only",
    "buy_otherwise",
    "buy_through_deal",
    "cart_for",
    "change_line",
    "fill_cart",
    "fill_through_deal",
    "lock_cart",
    "merge_carts",
    "note_prices",
    "refuse_if_gone",
    "remove_line",
    "remove_unavailable",
    "select_all",
    "select_line",
    "set_quantity",
    "set_regions",
    "take_lines",
]
