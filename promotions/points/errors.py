"""What a member may be told."""

from django.utils.translation import gettext_lazy, ngettext

from shop.kernel.errors import DomainError


class TooFewPoints(DomainError):
    """They were spent in another order a moment ago."""

    code = "PRICE_CHANGED"

    def __init__(self, balance: int = 0) -> None:
        super().__init__(balance)
        self.balance = balance
        self.message = ngettext(
            "You have %(count)d point left. Please check the total and confirm again.",
            "You have %(count)d points left. Please check the total and confirm again.",
            balance,
        ) % {"count": balance}


class NothingToAdjust(DomainError):
    message = gettext_lazy("Enter how many points to add or take.")
