"""What every gateway's own examination says in the same words."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from payments.gateways.base import Symptom
from shop.kernel.clock import elsewhere
from shop.kernel.words import listed

MOST_ASKEW = timedelta(minutes=5)  # messages that are older are refused


def well(text: str) -> Symptom:
    return Symptom(is_well=True, text=text)


def ill(text: str) -> Symptom:
    return Symptom(is_well=False, text=text)


def unset(names: Iterable[str]) -> Iterator[Symptom]:
    """Settings that are needed and not there, by name."""
    missing = [name for name in names if not getattr(settings, name)]
    if missing:
        yield ill(_("Not set: %(names)s.") % {"names": listed(missing)})


def clocks(gateway: str | Promise, sent_at: str, *, now: datetime) -> Iterator[Symptom]:
    """How far the shop's clock is from the `Date` of a gateway's answer.

    Nothing is said where the gateway's server does not tell the time.
    """
    try:
        askew = abs(elsewhere(now) - parsedate_to_datetime(sent_at))
    except (ValueError, TypeError):
        return
    text = _("The shop's clock and %(gateway)s's are %(seconds)d seconds apart.")
    seconds = int(askew.total_seconds())
    told = text % {"gateway": gateway, "seconds": seconds}
    yield Symptom(is_well=askew <= MOST_ASKEW, text=told)
