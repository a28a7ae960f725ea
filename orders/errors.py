"""What a buyer or merchant may be told about an order."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from orders.states import OrderStatus
from shop.kernel.errors import DomainError
from shop.kernel.money import written


class IllegalMove(DomainError):
    """The table of moves does not allow this one."""

    code = "ORDER_STATE"

    def __init__(self, *, current: str, wanted: str) -> None:
        super().__init__(current, wanted)
        self.current, self.wanted = current, wanted
        self.message = _("This order is “%(status)s”: that can't be done now.") % {
            "status": OrderStatus(current).label
        }


class PriceChanged(DomainError):
    """The shopper saw another total than the one that would be charged."""

    code = "PRICE_CHANGED"

    def __init__(self, *, seen: Decimal, total: Decimal) -> None:
        super().__init__(seen, total)
        self.seen, self.total = seen, total
        self.message = _("The total has changed. Please check it and confirm again.")


class CartChanged(DomainError):
    """What was submitted is not in the cart any more."""

    code = "CART_CHANGED"
    message = gettext_lazy("Your cart has changed. Please check it and try again.")


class AlreadyOrdered(DomainError):
    """These cart lines became an order before, with other details than these."""

    code = "CART_CHANGED"

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number
        self.message = _(
            "You have ordered this already, as order %(number)s, with other details."
        ) % {"number": number}


class TooManyUnpaid(DomainError):
    """The shopper holds stock with too many unpaid orders already."""

    code = "TOO_MANY_UNPAID"

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most
        self.message = ngettext(
            "You have %(count)d unpaid order. Please pay or cancel it first.",
            "You have %(count)d unpaid orders. Please pay or cancel one of them first.",
            most,
        ) % {"count": most}


class NotDeliverable(DomainError):
    """No way of delivery goes to this address, or the chosen one is gone."""

    message = gettext_lazy("We can't deliver there that way. Please choose a delivery.")


class Refused(DomainError):
    """A guard of a higher floor said no; `message` tells why."""

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message


class NoSuchOrder(DomainError):
    """The same for a number that is not there and a contact that is not right."""

    code = "NOT_FOUND"
    message = gettext_lazy(
        "We found no guest order with this number and contact. "
        "Orders placed with an account are in that account."
    )


class NothingToShip(DomainError):
    """The parcel is empty, or everything was sent before."""

    message = gettext_lazy("There is nothing left to put into a parcel.")


class NotThatMany(DomainError):
    """More pieces than are left, perhaps because somebody else was first."""

    message = gettext_lazy(
        "There are not so many pieces left on this order. Please look again."
    )


class ParcelKnown(DomainError):
    """The same parcel was entered before."""

    def __init__(self, tracking_number: str) -> None:
        super().__init__(tracking_number)
        self.tracking_number = tracking_number
        self.message = _("The parcel %(number)s is on this order already.") % {
            "number": tracking_number
        }


class SeenTooEarly(DomainError):
    """Nobody can have seen this parcel then."""

    message = gettext_lazy("A parcel is not seen before its order was placed.")


class AlreadyExtended(DomainError):
    """The time to receive is extended once for each order."""

    message = gettext_lazy("The time for this order was extended before.")


class AlreadyAdjusted(DomainError):
    """The price of an order is changed once."""

    message = gettext_lazy("The price of this order was changed before.")


class BadAdjustment(DomainError):
    """A price that changes nothing, or less than nothing is left of it."""

    message = gettext_lazy(
        "Enter a reduction up to the price of the goods, or another freight."
    )


class FreightDiffers(DomainError):
    """Delivery to the new address costs more than the buyer has agreed to."""

    def __init__(self, *, agreed: Decimal, fee: Decimal) -> None:
        super().__init__(agreed, fee)
        self.agreed, self.fee = agreed, fee
        self.message = _(
            "Delivery there costs %(fee)s, not %(agreed)s. Please ask us, or cancel "
            "the order and place it again."
        ) % {"fee": written(fee), "agreed": written(agreed)}


class NothingLeft(DomainError):
    """Not one article of an old order can be bought today."""

    message = gettext_lazy("None of these articles can be bought at the moment.")


class NotInvoiceable(DomainError):
    """Nothing was paid, or all of it went back."""

    message = gettext_lazy("There is nothing to write an invoice about.")


class AlreadyInvoiced(DomainError):
    """An invoice is reversed before there can be another one."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number
        self.message = _("This order has the invoice %(number)s already.") % {
            "number": number
        }


class IncompleteDraft(DomainError):
    """A phone order lacks something."""

    message = gettext_lazy(
        "A phone order needs a name, a phone or an e-mail, an address, a delivery "
        "and at least one article."
    )
