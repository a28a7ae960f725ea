"""Why a sale price is refused."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.kernel.errors import DomainError
from shop.kernel.money import written


class SaleRefused(DomainError):
    """`field` is what a form shows it at."""

    field = ""


class SaleNotLower(SaleRefused):
    """It is no sale at the usual price or above."""

    field = "price"

    def __init__(self, *, usual: Decimal) -> None:
        super().__init__(usual)
        self.usual = usual
        self.message = _("Less than the usual price of %(price)s, please.") % {
            "price": written(usual)
        }


class SaleForNothing(SaleRefused):
    """What is given away is no sale."""

    field = "price"
    message = gettext_lazy("More than nothing, please.")


class SalesOverlap(SaleRefused):
    """The variant has another sale price at that time."""

    field = "starts_at"
    message = gettext_lazy("There is another sale price of this article at that time.")


class SaleInThePast(SaleRefused):
    """Nobody can have been charged a price that was not there."""

    field = "starts_at"
    message = gettext_lazy("A sale can't begin in the past.")


class SaleEndsTooSoon(SaleRefused):
    field = "ends_at"
    message = gettext_lazy("After the start, and not in the past, please.")


class SaleHasBegun(SaleRefused):
    """It is a price that was charged; only its end may be changed."""

    field = "price"
    message = gettext_lazy(
        "This sale has begun: only its end can still be changed, and not once it is over."
    )
