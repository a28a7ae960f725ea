"""What a shopper or merchant may be told about articles and stock."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.kernel.errors import DomainError


class OutOfStock(DomainError):
    """Fewer pieces are left than were wanted."""

    code = "OUT_OF_STOCK"

    def __init__(
        self, variant_id: int, wanted: int, left: int = 0, name: str = ""
    ) -> None:
        super().__init__(variant_id, wanted, left)
        self.variant_id, self.wanted, self.left, self.name = (
            variant_id,
            wanted,
            left,
            name,
        )
        if left <= 0:
            self.message = (
                _("“%(name)s” is sold out.") % {"name": name}
                if name
                else _("Sold out.")
            )
        else:
            self.message = ngettext(
                "Only %(count)d is left.", "Only %(count)d are left.", left
            ) % {"count": left}


class StockTooLow(DomainError):
    """An adjustment would take more than is on hand and unreserved."""

    def __init__(self, *, on_hand: int, reserved: int) -> None:
        super().__init__(on_hand, reserved)
        self.on_hand, self.reserved = on_hand, reserved
        self.message = _(
            "%(on_hand)d on hand, of which %(reserved)d are reserved: not that many can go."
        ) % {"on_hand": on_hand, "reserved": reserved}


class WasPriceTooHigh(DomainError):
    """A struck-through price above the lowest price of the 30 days before."""

    def __init__(self, *, lowest: Decimal) -> None:
        super().__init__(lowest)
        self.lowest = lowest
        self.message = _(
            "The compare-at price may be %(lowest)s at most, the lowest price of the last 30 days."
        ) % {"lowest": lowest}
