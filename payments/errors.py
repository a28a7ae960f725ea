"""What may go wrong on the way to a gateway and back."""

from django.utils.translation import gettext_lazy

from shop.kernel.errors import DomainError


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


class NothingToRefund(DomainError):
    """No captured money is left on this order."""

    message = gettext_lazy("There is no payment left that could be refunded.")


class GatewayAway(DomainError):
    """The gateway can't be reached; nothing is known, nothing was changed."""

    code = "NETWORK_ERROR"
    message = gettext_lazy("The payment service can't be reached. Please try again.")


class Forged(Exception):
    """A message that the gateway did not send: no row changes."""
