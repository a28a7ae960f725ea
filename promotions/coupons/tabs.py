"""The wallet by the state of what is in it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from promotions.coupons.selectors import Wallet

USED, EXPIRED = "used", "expired"


@dataclass(frozen=True, kw_only=True)
class Tab:
    """`nothing` is said where no coupon is in this state."""

    label: str
    nothing: str
    url: str
    count: int
    is_current: bool


def wallet_tabs(own: Wallet, *, current: str) -> list[Tab]:
    words = {
        "": (_("To use"), _("You have no coupon to use")),
        USED: (pgettext("coupons", "Used"), _("You have not used a coupon yet")),
        EXPIRED: (pgettext("coupons", "Expired"), _("None of your coupons expired")),
    }
    known = current if current in words else ""
    here = reverse("promotions:wallet")
    return [
        Tab(
            label=label,
            nothing=nothing,
            url=f"{here}?state={state}" if state else here,
            count=len(own.in_state(state)),
            is_current=state == known,
        )
        for state, (label, nothing) in words.items()
    ]
