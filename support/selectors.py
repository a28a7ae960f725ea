"""What the help pages read."""

from cart.models import ShippingRate


def delivery_rates() -> list[ShippingRate]:
    """Every way of delivery on offer, as it is charged today."""
    return list(
        ShippingRate.objects.filter(is_active=True).order_by("-zone", "position")
    )
