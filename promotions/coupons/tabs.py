"""The wallet by the state of what is in it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from promotions.coupons.selectors import Wallet

USED, EXPIRED = "used", "expired"


@dataclass(frozen=True, kw_only=True)
class Tab:
    label: str
    url: str
    count: int
    is_current: bool


def wallet_tabs(own: Wallet, *, current: str) -> list[Tab]:
    labels = {
        "": _("To use"),
        USED: pgettext("coupons", "Used"),
        EXPIRED: pgettext("coupons", "Expired"),
    }
    known = current if current in labels else ""
    here = reverse("promotions:wallet")
    return [
        Tab(
            label=label,
            url=f"{here}?state={state}" if state else here,
            count=len(own.in_state(state)),
            is_current=state == known,
        )
        for state, label in labels.items()
    ]
