"""What `payments_doctor` says of WeChat Pay, in words that somebody can act upon."""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from payments.errors import GatewayAway
from payments.gateways.base import Symptom
from payments.gateways.china import BEIJING, CURRENCY
from payments.gateways.symptoms import clocks, ill, unset, well
from payments.gateways.wechat.client import Answer, Unproven, ask
from payments.gateways.wechat.keys import UNUSABLE, certificates, merchant_key, ring
from payments.gateways.wechat.statement import ask_for_bill
from payments.gateways.wechat.trades import UNHEARD
from shop.kernel.clock import elsewhere
from shop.kernel.words import listed

NEEDED = (
    "WECHATPAY_MCHID",
    "WECHATPAY_APPID",
    "WECHATPAY_MERCHANT_SERIAL",
    "WECHATPAY_MERCHANT_KEY_FILE",
    "WECHATPAY_APIV3_KEY",
)
APIV3_BYTES = 32
SOON = timedelta(days=30)


def examine(*, now: datetime) -> Iterator[Symptom]:
    """What is set, the keys, then signed round trips and both clocks."""
    missing = list(unset(NEEDED))
    if missing:
        yield from missing
        return
    found = [*_settings(), *_keys(elsewhere(now))]
    yield from found
    if all(symptom.is_well for symptom in found):
        yield from _round_trip(now)


def _settings() -> Iterator[Symptom]:
    if settings.SHOP_CURRENCY != CURRENCY:
        yield ill(
            _("WeChat Pay takes yuan only, and the shop sells for something else.")
        )
    if len(settings.WECHATPAY_APIV3_KEY.encode()) != APIV3_BYTES:
        yield ill(_("WECHATPAY_APIV3_KEY must be 32 letters and digits."))
    if not settings.WECHAT_APP_SECRET:
        yield well(
            _(
                "WECHAT_APP_SECRET is not set: WeChat Pay is not offered inside WeChat, "
                "only elsewhere."
            )
        )


def _keys(now: datetime) -> Iterator[Symptom]:
    try:
        bits = merchant_key().key_size
    except UNUSABLE:
        name = "WECHATPAY_MERCHANT_KEY_FILE"
        yield ill(_("%(name)s can't be read as an RSA key.") % {"name": name})
    else:
        yield well(_("Our own key: RSA, %(bits)d bits.") % {"bits": bits})
    try:
        serials, near = sorted(ring(now)), now + SOON
        ending = [one for one in certificates() if one.not_valid_after_utc < near]
    except UNUSABLE:
        yield ill(_("WeChat Pay's public key or a certificate of it can't be read."))
        return
    if serials:
        text = _("WeChat Pay's keys: %(serials)s.")
        yield well(text % {"serials": listed(serials)})
    elif settings.WECHATPAY_PLATFORM_CERT_DIR:
        yield well(_("WeChat Pay's certificates will be fetched."))
    else:
        names = "WECHATPAY_PUBLIC_KEY_ID, WECHATPAY_PUBLIC_KEY_FILE"
        yield ill(_("Not set: %(names)s.") % {"names": names})
    if ending and len(serials) <= len(ending):
        yield ill(_("WeChat Pay's last certificate ends within a month."))


def _round_trip(now: datetime) -> Iterator[Symptom]:
    """About a trade that nobody can have."""
    number = f"X{secrets.token_hex(12)}1"
    path = f"/v3/pay/transactions/out-trade-no/{number}"
    try:
        answer = ask("GET", f"{path}?mchid={settings.WECHATPAY_MCHID}")
    except GatewayAway:
        yield ill(_("WeChat Pay can't be reached, or gave no answer that we can read."))
        return
    yield from clocks(_("WeChat Pay"), answer.sent_at, now=now)
    if answer.status != 404 or answer.code not in UNHEARD:
        yield _refused(answer)
        return
    yield well(_("A signed question was understood."))
    yield from _signed_answer(elsewhere(now))


def _refused(answer: Answer) -> Symptom:
    if answer.status == 401:
        return ill(
            _(
                "WeChat Pay does not accept our signature: the number, the serial and "
                "the key of the merchant do not fit together, or the clock is wrong."
            )
        )
    return ill(
        _("WeChat Pay refused the question: %(reason)s.") % {"reason": answer.code}
    )


def _signed_answer(now: datetime) -> Iterator[Symptom]:
    """Refusals have no signature, and a bill is the only thing that harms nobody."""
    day = (now.astimezone(BEIJING) - timedelta(days=2)).date()
    try:
        is_signed = ask_for_bill(day).is_done
    except Unproven:
        yield ill(_("WeChat Pay's answer is not signed with a key that is here."))
        return
    except GatewayAway:
        return
    if is_signed:
        yield well(_("A signed answer was recognised."))
