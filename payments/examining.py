"""What `payments_doctor` looks at beside the gateway itself: settings, the way back to
us, and work that waits.  Plain words, and nothing secret in them.
"""

import ipaddress
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from payments.errors import GatewayAway
from payments.gateways.base import Gateway, Symptom
from payments.gateways.symptoms import ill, well
from payments.gateways.watch import watched
from payments.models import Difference, GatewayEvent, MoneyCase, Refund
from payments.states import IN_FLIGHT
from shop.kernel.words import listed

A_DAY = timedelta(days=1)
SOON = timedelta(minutes=5)


def is_untouched(gateway: Gateway) -> bool:
    """Has nobody begun to set it up?"""
    names = [name for line in gateway.needs for name in line.split()]
    return bool(names) and not any(getattr(settings, name, "") for name in names)


def examine(gateway: Gateway, *, now: datetime) -> Iterator[Symptom]:
    """Everything about one gateway, cheap things first."""
    missing = missing_settings(gateway)
    if missing:
        names = listed(missing)
        yield ill(_("Settings are missing: %(names)s.") % {"names": names})
    else:
        yield well(_("All settings that it needs are there."))
        yield from _own_words(gateway, now)
        yield from _way_back(gateway)
    yield from _waiting(gateway.code, now)


def missing_settings(gateway: Gateway) -> list[str]:
    """Names only."""
    return [
        line.replace(" ", " / ")
        for line in gateway.needs
        if not any(getattr(settings, name, "") for name in line.split())
    ]


def _own_words(gateway: Gateway, now: datetime) -> Iterator[Symptom]:
    try:
        with watched(gateway.code):
            yield from gateway.examine(now=now)
    except GatewayAway:
        yield ill(_("It can't be reached, or gave no answer that can be trusted."))


def _way_back(gateway: Gateway) -> Iterator[Symptom]:
    """Does the gateway find us, and does nothing stand in its way?"""
    base = settings.PAYMENT_NOTIFY_BASE_URL
    if not base:
        yield ill(_("PAYMENT_NOTIFY_BASE_URL is not set: no callback can come."))
        return
    yield _address(base)
    with override(settings.LANGUAGE_CODE):
        callback = reverse("payments:callback", args=[gateway.code])
    yield _health(f"{base}{reverse('healthz')}")
    yield _callback(gateway, f"{base}{callback}")


def _address(base: str) -> Symptom:
    parts = urlsplit(base)
    if parts.scheme != "https":
        return ill(_("PAYMENT_NOTIFY_BASE_URL does not begin with https://."))
    if _is_inside(parts.hostname or ""):
        return ill(_("PAYMENT_NOTIFY_BASE_URL can't be reached from outside."))
    return well(_("PAYMENT_NOTIFY_BASE_URL is an address with TLS."))


def _is_inside(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def _health(url: str) -> Symptom:
    answer = _ask("GET", url)
    if answer is None or answer.status_code != 200:
        return ill(f"GET {url}: {_said(answer)}")
    return well(f"GET {url}: " + _("the shop answers."))


def _callback(gateway: Gateway, url: str) -> Symptom:
    """Without a signature.  A refusal may be somebody else's, too: of a firewall, a
    log-in, a check for cookies."""
    answer = _ask("POST", url)
    if answer is None:
        return ill(f"POST {url}: {_said(answer)}")
    if not 400 <= answer.status_code < 500:
        wish = _("A message without a signature should be refused.")
        return ill(f"POST {url}: {_said(answer)} {wish}")
    if answer.content != gateway.refuse(answer.status_code).content:
        blocked = _("something in front of the shop answers callbacks.")
        return ill(f"POST {url}: {blocked}")
    return well(f"POST {url}: " + _("a message without a signature is refused."))


def _said(answer: requests.Response | None) -> str:
    if answer is None:
        return _("no answer.")
    said = _("sent elsewhere, status %(status)d.")
    if not answer.is_redirect:
        said = _("status %(status)d.")
    return said % {"status": answer.status_code}


def _ask(method: str, url: str) -> requests.Response | None:
    limit = settings.PAYMENT_HTTP_TIMEOUT
    try:
        return requests.request(
            method, url, data=b"", timeout=(limit, limit), allow_redirects=False
        )
    except requests.RequestException:
        return None


def _waiting(code: str, now: datetime) -> Iterator[Symptom]:
    mine = Refund.objects.filter(attempt__gateway=code, status__in=IN_FLIGHT)
    events = GatewayEvent.objects.unprocessed(now - SOON).filter(gateway=code)
    differences = Difference.objects.open().filter(statement__gateway=code)
    counts = {
        _(
            "Sums of money that wait for a decision: %(count)d."
        ): MoneyCase.objects.filter(attempt__gateway=code, decided_at=None),
        _("Messages that wait to be worked on: %(count)d."): events,
        _("Refunds on their way for more than a day: %(count)d."): mine.filter(
            requested_at__lt=now - A_DAY
        ),
        _("Open differences with its statements: %(count)d."): differences,
    }
    for words, rows in counts.items():
        count = rows.count()
        yield Symptom(is_well=not count, text=words % {"count": count})
