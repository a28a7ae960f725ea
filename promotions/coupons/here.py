"""What of the coupon centre is personal."""

from django.http import HttpRequest

from promotions.coupons.selectors import had_by


def had_coupons(request: HttpRequest) -> list[int]:
    """Which of its coupons one has already; only where the page asks."""
    if "coupons" not in request.GET or not request.user.is_authenticated:
        return []
    return had_by(request.user.pk)
