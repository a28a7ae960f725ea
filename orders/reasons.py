"""Why an order was cancelled: a word in the event, a sentence on the page."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.carriers import carrier_name


class CancelReason(models.TextChoices):
    """What a buyer chooses from."""

    CHANGED_MIND = "changed_mind", _("I changed my mind")
    WRONG_ITEM = "wrong_item", _("I ordered the wrong article or quantity")
    WRONG_ADDRESS = "wrong_address", _("The address is wrong")
    TOO_SLOW = "too_slow", _("It takes too long")
    OTHER = "other", _("Another reason")


SENTENCES = {
    "unpaid": _("It was not paid in time."),
    "team_complete": _("The team is complete."),
    "team_failed": _("The team was not complete in time."),
    "revived": _(
        "The payment came after the time was up, and the goods were still here."
    ),
}


def words_of(reason: str) -> str:
    """The shop's own words and the buyers' choices as sentences; carriers by their names.

    Staff's words stay as they are.
    """
    if reason in SENTENCES:
        return str(SENTENCES[reason])
    if reason in CancelReason.values:
        return str(CancelReason(reason).label)
    carrier, space, tracking_number = reason.rpartition(" ")
    return f"{carrier_name(carrier)}{space}{tracking_number}"
