from cart.selectors.baskets import (
    CartLineView,
    CartPage,
    cart_page,
    pieces_left,
    quote_lines,
    ways_of,
    why_of,
    with_estimate,
    with_other_ways,
)
from cart.selectors.deals import deals_of
from cart.selectors.delivery import (
    Estimate,
    ShippingOffer,
    Way,
    shipping_offers,
    usual_place,
    way_to,
    ways_to,
)
from cart.selectors.gifts import GiftView, gifts_of
from cart.selectors.other_ways import OtherWays, ways_to_buy
from cart.selectors.pricing import Pricing, asked_of, pricing, wanted_of
from cart.selectors.terms import RateTerms, delivery_terms

__all__ = [
    "CartLineView",
    "CartPage",
    "Estimate",
    "GiftView",
    "OtherWays",
    "Pricing",
    "RateTerms",
    "ShippingOffer",
    "Way",
    "asked_of",
    "cart_page",
    "deals_of",
    "delivery_terms",
    "gifts_of",
    "pieces_left",
    "pricing",
    "quote_lines",
    "shipping_offers",
    "usual_place",
    "wanted_of",
    "way_to",
    "ways_of",
    "ways_to",
    "ways_to_buy",
    "why_of",
    "with_estimate",
    "with_other_ways",
]
