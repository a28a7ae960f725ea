"""What a shopper or a merchant may be told about a flash sale."""

from django.utils.translation import gettext_lazy, ngettext

from promotions.errors import PlanRefused
from shop.kernel.errors import DomainError


class FlashOver(DomainError):
    """Not running: not yet, not any more, or paused."""

    code = "PRICE_CHANGED"
    message = gettext_lazy("This flash sale is not on now.")


class FlashSoldOut(DomainError):
    code = "OUT_OF_STOCK"
    message = gettext_lazy(
        "Sold out at the flash price. Pieces of unpaid orders come back."
    )


class FlashLimit(DomainError):
    """More than one shopper may have."""

    code = "LIMIT_REACHED"

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most
        self.message = ngettext(
            "At the flash price each shopper may buy %(count)d piece.",
            "At the flash price each shopper may buy %(count)d pieces.",
            most,
        ) % {"count": most}


class SessionTooShort(DomainError):
    field = "ends_at"
    message = gettext_lazy("A session ends after it has started, and not in the past.")


class SessionHasBegun(DomainError):
    field = "starts_at"
    message = gettext_lazy(
        "This session has begun: only its end and limits may change."
    )


class SessionIsOver(DomainError):
    field = "ends_at"
    message = gettext_lazy("This session is over. Copy it to sell so again.")


class NothingInSession(DomainError):
    """A session without items has nothing to sell."""

    field = ""
    message = gettext_lazy("Choose at least one article.")


class SessionsOverlap(PlanRefused):
    """A variant is in one session at a time."""

    field = "variant"
    message = gettext_lazy("This variant is in another flash session at that time.")


class FlashPriceTooHigh(PlanRefused):
    field = "price"
    message = gettext_lazy("The flash price has to be below the usual price.")
