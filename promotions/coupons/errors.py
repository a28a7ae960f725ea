"""What a shopper or a merchant may be told when something about a coupon is refused."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.kernel.errors import DomainError


class AllGone(DomainError):
    message = _("These coupons are all gone.")
    code = "COUPONS_GONE"


class HadEnough(DomainError):
    """`of_another` tells the staff of somebody else."""

    of_another = _("Has had as many as one person may have.")


class AlreadyClaimed(HadEnough):
    of_another = _("Has this coupon already.")
    message = _("You have this coupon already. It is in your wallet.")
    code = "COUPON_CLAIMED"


class LimitReached(HadEnough):
    message = _("You have had as many of these coupons as one person may have.")
    code = "COUPON_LIMIT"


class NotClaimable(DomainError):
    message = _("This coupon is not given out now.")
    code = "COUPON_NOT_OFFERED"


class NewShoppersOnly(DomainError):
    message = _("This coupon is for a first order.")
    code = "COUPON_NEW_SHOPPERS"


class AccountNeeded(DomainError):
    message = _("Coupons are kept in your account. Log in, or make one in a minute.")
    code = "AUTH_REQUIRED"


class NoSuchCode(DomainError):
    """The same for a code that never was and for one that is used up."""

    message = _("This code is not right, or it has been used.")
    code = "COUPON_CODE"


class CouponGone(DomainError):
    message = _(
        "This coupon can't be used any more. The total has been worked out anew."
    )
    code = "COUPON_GONE"


class CodeTaken(DomainError):
    message = _("There is this code already.")


class CodeNotGood(DomainError):
    message = _("This code is used up or withdrawn already.")


class NotAfterClaims(DomainError):
    message = _(
        "Somebody has claimed this coupon, so what it is good for stays as it is. Make "
        "a copy instead."
    )


class FewerThanClaimed(DomainError):
    def __init__(self, claimed: int) -> None:
        super().__init__()
        self.claimed = claimed

    @property
    def message(self) -> str:  # type: ignore[override]
        return gettext("Not fewer than were claimed: %(count)d.") % {
            "count": self.claimed
        }


class NoSuchAccount(DomainError):
    message = _("There is no account with this e-mail or phone.")


class TooManyCodes(DomainError):
    message = _("Up to 10,000 codes at a time.")
