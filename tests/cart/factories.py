"""Baskets and delivery rates to test with."""

from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from accounts.models import User
from cart.models import Cart, CartLine, RegionTariff, ShippingRate
from cart.services import add_to_cart, cart_for, set_regions
from catalog.models import Variant
from tests.conftest import NOON

_numbers = count(1)


def make_rate(
    code: str = "standard",
    *,
    fee: str = "12.00",
    free_from: str | None = None,
    **columns: Any,
) -> ShippingRate:
    """A domestic way of delivery; the same code gives the same row."""
    return ShippingRate.objects.get_or_create(
        code=code,
        defaults={
            "name": code.title(),
            "fee": Decimal(fee),
            "free_from": Decimal(free_from) if free_from else None,
            **columns,
        },
    )[0]


def make_tariff(
    rate: ShippingRate, *regions: str, fee: str = "20.00", **columns: Any
) -> RegionTariff:
    """Other figures of a rate for these regions."""
    tariff = RegionTariff.objects.create(rate=rate, fee=Decimal(fee), **columns)
    set_regions(rate_id=rate.pk, regions={tariff.pk: regions})
    return tariff


def make_cart(
    *variants: Variant,
    quantity: int = 1,
    owner: User | None = None,
    now: datetime = NOON,
) -> Cart:
    """A basket with so many of each variant: the owner's, or a guest's own."""
    cart = (
        cart_for(owner_id=owner.pk, token=None)
        if owner
        else cart_for(owner_id=None, token=f"guest-{next(_numbers)}")
    )
    for variant in variants:
        make_line(cart, variant, quantity=quantity, now=now)
    return cart


def make_line(
    cart: Cart, variant: Variant, *, quantity: int = 1, now: datetime = NOON
) -> CartLine:
    return add_to_cart(
        cart_id=cart.pk, variant_id=variant.pk, quantity=quantity, now=now
    )
