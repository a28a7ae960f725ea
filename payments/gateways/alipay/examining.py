"""What `payments_doctor` says of Alipay, in words that somebody can act upon."""

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from payments.errors import GatewayAway
from payments.gateways.alipay.client import Refused, ask
from payments.gateways.alipay.keys import NoKey, alipay_key, shop_key
from payments.gateways.alipay.trades import NOT_THERE
from payments.gateways.base import Symptom
from payments.gateways.china import CURRENCY
from payments.gateways.symptoms import clocks, ill, unset, well

NEEDED = ("ALIPAY_APP_ID", "ALIPAY_APP_PRIVATE_KEY_FILE", "ALIPAY_PUBLIC_KEY_FILE")
LEAST_BITS = 2048


def examine(*, now: datetime) -> Iterator[Symptom]:
    """What is set, the keys, then one signed round trip and both clocks."""
    missing = list(unset(NEEDED))
    if missing:
        yield from missing
        return
    if not settings.ALIPAY_SELLER_ID:
        yield ill(
            _("ALIPAY_SELLER_ID is not set: money of another merchant is not noticed.")
        )
    if settings.SHOP_CURRENCY != CURRENCY:
        yield ill(_("Alipay takes yuan only, and the shop sells for something else."))
    keys = list(_keys())
    yield from keys
    if all(symptom.is_well for symptom in keys):
        yield from _round_trip(now)


def _keys() -> Iterator[Symptom]:
    ours = _size(shop_key, "ALIPAY_APP_PRIVATE_KEY_FILE")
    theirs = _size(alipay_key, "ALIPAY_PUBLIC_KEY_FILE")
    yield ours
    yield theirs
    if not (ours.is_well and theirs.is_well):
        return
    if shop_key().public_key().public_numbers() == alipay_key().public_numbers():
        yield ill(
            _(
                "ALIPAY_PUBLIC_KEY_FILE holds the shop's own public key. Alipay's, which "
                "is needed, is shown in its console once the shop's was put in there."
            )
        )


def _size(key: Callable, name: str) -> Symptom:
    try:
        bits = key().key_size
    except NoKey:
        return ill(_("%(name)s can't be read as an RSA key.") % {"name": name})
    text = _("%(name)s: an RSA key of %(bits)d bits.") % {"name": name, "bits": bits}
    return Symptom(is_well=bits >= LEAST_BITS, text=text)


def _round_trip(now: datetime) -> Iterator[Symptom]:
    """About a trade that nobody can have."""
    try:
        answer = ask("alipay.trade.query", out_trade_no=f"X{secrets.token_hex(12)}1")
    except Refused as error:
        yield ill(_refused(error.reason))
        return
    except GatewayAway:
        yield ill(_("Alipay can't be reached, or gave no answer that we can read."))
        return
    if answer.refusal != NOT_THERE:
        yield ill(_refused(answer.refusal))
        return
    yield well(_("A signed question got a signed answer."))
    yield from clocks(_("Alipay"), answer.sent_at, now=now)


def _refused(reason: str) -> str:
    if not reason:
        return _("What came back is not signed with the key in ALIPAY_PUBLIC_KEY_FILE.")
    return _("Alipay refused the question: %(reason)s.") % {"reason": reason}
