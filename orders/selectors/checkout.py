"""The check-out page: what is bought, how it may travel, what it comes to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from accounts.regions import Place
from cart.quote import Fee, Quote
from cart.selectors import (
    CartLineView,
    CartPage,
    GiftView,
    Pricing,
    ShippingOffer,
    quote_lines,
    shipping_offers,
    why_of,
)
from cart.why import WhyLine
from orders.states import OrderKind
from orders.wanting import kind_by, time_to_pay
from promotions.coupons.choosing import CouponChoices, Situation, coupon_choices
from promotions.points.rates import rates
from promotions.points.selectors import PointsOffer, points_offer
from shop.kernel.money import ZERO

FOLDED_AFTER = 3


@dataclass(frozen=True, kw_only=True)
class CheckoutPage:
    """`left_out`: what was wanted and can't be had any more."""

    lines: Sequence[CartLineView]
    left_out: Sequence[CartLineView]
    place: Place
    offers: Sequence[ShippingOffer]
    offer: ShippingOffer | None
    quote: Quote
    coupons: CouponChoices
    gifts: Sequence[GiftView] = ()
    points: PointsOffer | None = None

    @property
    def first_lines(self) -> Sequence[CartLineView]:
        return self.lines[:FOLDED_AFTER]

    @property
    def more_lines(self) -> Sequence[CartLineView]:
        return self.lines[FOLDED_AFTER:]

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def total(self) -> Decimal:
        return self.quote.total

    @property
    def minutes_to_pay(self) -> int | None:
        """Where a campaign's pieces are held for a short time only."""
        kind = kind_by(line.deal_kind for line in self.lines)
        if kind == OrderKind.REGULAR:
            return None
        return time_to_pay(kind) // timedelta(minutes=1)

    @property
    def takes_coupon(self) -> bool:
        """Any that there may be."""
        return any(not line.deal or line.deal.takes_coupon for line in self.lines)

    @property
    def why(self) -> list[WhyLine]:
        return why_of(self.quote, self.lines)

    @property
    def tokens(self) -> list[str]:
        """What the form sends back: which cart lines, and how many were seen."""
        return [f"{line.line_id}:{line.quantity}" for line in self.lines]


def checkout_page(
    cart: CartPage,
    *,
    owner_id: int | None,
    place: Place,
    shipping: str,
    asked: Collection[int] = (),
) -> CheckoutPage:
    """The ticked lines with the wished delivery, or the first one there is.

    One query; for an account another one for its points, and three for its coupons;
    the basket was read before.
    """
    offers = shipping_offers(place, sent=cart.quote.sent)
    if cart.quote.free_delivery:
        offers = [replace(offer, fee=ZERO) for offer in offers]
    offer = next((offer for offer in offers if offer.way.code == shipping), None)
    offer = offer or next(iter(offers), None)
    quote = quote_lines(cart.pricing, cart.selected, way=offer.way if offer else None)
    return CheckoutPage(
        lines=cart.selected,
        left_out=[line for line in cart.bad_lines if line.line_id in asked],
        place=place,
        offers=offers,
        offer=offer,
        quote=quote,
        points=points_offer(
            owner_id=owner_id,
            goods=sum((line.net for line in quote.lines), _by_points(quote)),
            used=quote.points,
            rates=rates(),
        ),
        gifts=cart.gifts,
        coupons=_coupons(cart.pricing, quote, offer),
    )


def _coupons(
    pricing: Pricing, quote: Quote, offer: ShippingOffer | None
) -> CouponChoices:
    lines = [pricing.lines[line.key] for line in quote.lines]
    situation = Situation(
        lines=lines,
        discounts=quote.discounts,
        coupon_id=quote.coupon_id,
        fee_of=Fee(lines=lines, fee_for=offer.way.fee_for if offer else None),
        free_delivery=quote.free_delivery,
    )
    return coupon_choices(pricing.terms.steps, situation)


def _by_points(quote: Quote) -> Decimal:
    """What points take off: it belongs to what points may take off."""
    own = [discount for discount in quote.discounts if discount.kind == "points"]
    return sum((discount.amount for discount in own), ZERO)
