"""What a shopper or merchant may be told about articles and stock."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

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
        self.fields = {"quantity": [str(self.message)]}


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


class StockMoved(DomainError):
    """The stock is not what it was when somebody looked at it."""

    def __init__(self, *, on_hand: int) -> None:
        super().__init__(on_hand)
        self.on_hand = on_hand
        self.message = _(
            "Meanwhile the stock has changed to %(on_hand)d. Please look again."
        ) % {"on_hand": on_hand}


class CombinationTaken(DomainError):
    """Another variant of the product has these option values already."""

    message = gettext_lazy("Another variant has this combination already.")


class PriceMissing(DomainError):
    """The first variant of a product has no other to take its price from."""

    message = gettext_lazy("This product has no price yet. Please say one.")


class NoOptions(DomainError):
    """Variants are combinations of option values, and there are none."""

    message = gettext_lazy("This product has no options with values to combine.")
