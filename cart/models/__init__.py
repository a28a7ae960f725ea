from cart.models.baskets import MOST_LINES, MOST_PIECES, Cart, CartLine
from cart.models.rates import RegionTariff, ShippingRate, TariffRegion
from cart.models.trials import PriceTrial, TrialLine

__all__ = [
    "MOST_LINES",
    "MOST_PIECES",
    "Cart",
    "CartLine",
    "PriceTrial",
    "RegionTariff",
    "ShippingRate",
    "TariffRegion",
    "TrialLine",
]
