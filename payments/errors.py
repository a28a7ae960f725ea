"""What may go wrong on the way to a gateway and back."""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.kernel.errors import DomainError
from shop.kernel.money import written


class NotPayable(DomainError):
    """The order waits for no payment (any more)."""

    code = "ORDER_STATE"
    message = gettext_lazy("This order is not waiting for payment.")


class MethodNotOffered(DomainError):
    """A way of payment that is not switched on, or not for this browser."""

    code = "INVALID_PARAMS"
    message = gettext_lazy(
        "This way of payment is not available. Please choose another."
    )


class NumberUsed(MethodNotOffered):
    """The gateway has ended this trade, or knows it with other facts: its number can't
    be paid any more.  Another one can."""


class NothingToRefund(DomainError):
    """No captured money is left on this order."""

    message: str | Promise = gettext_lazy(
        "There is no payment left that could be refunded."
    )


class MoreThanLeft(NothingToRefund):
    """A sum that is larger than what the order has left."""

    def __init__(self, *, left: Decimal) -> None:
        super().__init__(left)
        self.left = left
        self.message = _("At most %(left)s is left to go back.") % {
            "left": written(left)
        }


class GatewayAway(DomainError):
    """The gateway can't be reached; nothing is known, nothing was changed."""

    code = "NETWORK_ERROR"
    message = gettext_lazy("The payment service can't be reached. Please try again.")


class NumberSpoiled(GatewayAway):
    """Nothing can be learned under this trade's number any more; where it could be paid
    nobody was told."""


class StatementNotReady(DomainError):
    """The gateway has not finished its books of that day yet."""

    message = gettext_lazy("The payment service has no statement of that day yet.")


class NoStatements(DomainError):
    """Play money, or a gateway that is not set up."""

    message = gettext_lazy("This payment service keeps no books for this shop.")


class NeedsSecondPerson(DomainError):
    """More than one person may give back alone."""

    def __init__(self, *, limit: Decimal) -> None:
        super().__init__(limit)
        self.limit = limit
        self.message = _(
            "You may give back %(limit)s for an order within a day. For more, "
            "somebody else has to agree: propose a refund."
        ) % {"limit": written(limit)}


class OwnProposal(NeedsSecondPerson):
    """Nobody agrees to what they have proposed themselves."""

    def __init__(self, *, limit: Decimal) -> None:
        super().__init__(limit=limit)
        self.message = _("You have proposed this refund: somebody else has to agree.")


class LimitTooLow(NeedsSecondPerson):
    """It takes somebody who may give back more."""

    def __init__(self, *, limit: Decimal) -> None:
        super().__init__(limit=limit)
        self.message = _(
            "You may give back %(limit)s for an order within a day. Somebody with a "
            "higher limit has to decide about this."
        ) % {"limit": written(limit)}


class ProposalWaits(DomainError):
    """One refund of an order waits for a second person already."""

    message = gettext_lazy("A refund of this order waits for approval already.")


class AlreadyDecided(DomainError):
    """Somebody else was first."""

    message = gettext_lazy("This was decided before. Please look again.")


class AmountChanged(DomainError):
    """What was proposed can't go back like that any more."""

    message = gettext_lazy(
        "Something of this order went back meanwhile. Decline this proposal and "
        "propose a new one."
    )


class NotPossible(DomainError):
    """Not for this money."""

    message = gettext_lazy("This can't be decided about this money.")


class BeingPaid(DomainError):
    """The buyer is at the gateway at this moment."""

    message = gettext_lazy(
        "The buyer is paying at this moment. Please try again in a minute."
    )


class Unfinished(DomainError):
    """There is more of it than fits into a turn; what was done stays."""

    message = gettext_lazy("The rest of this statement is read later.")


class Forged(Exception):
    """A message that the gateway did not send: no row changes."""
