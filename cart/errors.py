"""What a shopper may be told about a basket."""

from django.utils.translation import gettext_lazy, ngettext

from shop.kernel.errors import DomainError


class CartFull(DomainError):
    """More different articles than a basket holds."""

    code = "CART_FULL"

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most
        self.message = ngettext(
            "A cart holds %(count)d article at most. Please order or remove some first.",
            "A cart holds %(count)d different articles at most. Please order or remove some first.",
            most,
        ) % {"count": most}


class CartGone(DomainError):
    """It was merged into an account's basket, in another tab, a moment ago."""

    code = "CART_CHANGED"
    message = gettext_lazy("Your cart has changed. Please check it and try again.")


class BadQuantity(DomainError):
    """A number of pieces that no line can have."""

    code = "INVALID_PARAMS"

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most
        self.message = ngettext(
            "Please choose %(count)d piece.",
            "Please choose 1 to %(count)d pieces.",
            most,
        ) % {"count": most}


class NotOffered(DomainError):
    """The article is not for sale any more."""

    code = "OUT_OF_STOCK"
    message = gettext_lazy("This article is no longer available.")


class DealOver(DomainError):
    """A campaign does not give its price (to this shopper, for so many) now; where it
    `is_over`, to nobody for any number."""

    code = "OUT_OF_STOCK"

    def __init__(
        self, reason: str = "", *, most: int | None = None, is_over: bool = False
    ) -> None:
        super().__init__(reason, most)
        self.most, self.is_over = most, is_over
        self.message = reason or gettext_lazy("This offer is over.")
        if most is not None:
            self.message = ngettext(
                "You can buy %(count)d piece at this price.",
                "You can buy up to %(count)d pieces at this price.",
                most,
            ) % {"count": most}


class CannotTick(DomainError):
    """A line with a problem stays unticked until it is put right."""

    code = "OUT_OF_STOCK"
    message = gettext_lazy("This article can't be ordered now.")
