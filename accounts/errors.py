"""What a person may be told when something about their account is refused."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.kernel.errors import DomainError


class AddressBookFull(DomainError):
    message = _("Your address book is full. Delete an address you no longer need.")
    code = "ADDRESS_BOOK_FULL"


class MalformedLogin(DomainError):
    message = _(
        "Enter an e-mail address like name@example.com or a phone number like "
        "138 0013 8000. Numbers outside mainland China start with + and the country code."
    )
    code = "INVALID_PARAMS"


class WrongLogin(DomainError):
    """The same for an unknown name and for a wrong password."""

    message = _("The e-mail, phone number or password is not right.")
    code = "AUTH_FAILED"


class SecondFactorNeeded(DomainError):
    """A password alone is not enough for this account."""

    message = _("This account has a second factor. Log in on the shop's website.")
    code = "AUTH_FAILED"


class TooManyTries(DomainError):
    """Somebody tried too often; `retry_at` says when to come back."""

    code = "RATE_LIMITED"

    def __init__(self, retry_at: datetime) -> None:
        super().__init__()
        self.retry_at = retry_at

    @property
    def message(self) -> str:  # type: ignore[override]
        return gettext("Too many tries. Please try again at %(time)s.") % {
            "time": date_format(localtime(self.retry_at), "TIME_FORMAT")
        }


class WrongCode(DomainError):
    message = _("This code is not right or no longer valid.")
    code = "AUTH_FAILED"


class WeChatAway(DomainError):
    """Nobody is known to be somebody else: WeChat did not answer."""

    message = _("WeChat can't be reached at the moment. Please try again.")
    code = "NETWORK_ERROR"
