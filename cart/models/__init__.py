from cart.models.baskets import MOST_LINES, MOST_PIECES, Cart, CartLine
from cart.models.rates import RegionTariff, ShippingRate, TariffRegion

__all__ = [
    "MOST_LINES",
    "MOST_PIECES",
    "Cart",
    "CartLine",
    "RegionTariff",
    "ShippingRate",
    "TariffRegion",
]
