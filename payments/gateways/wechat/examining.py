"""What `payments_doctor` says of WeChat Pay, in words that somebody can act upon."""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from django.conf import settings
from django.utils.translation import gettext as _

from payments.errors import GatewayAway
from payments.gateways.base import Symptom
from payments.gateways.wechat.client import Answer, Unproven, ask
from payments.gateways.wechat.keys import UNUSABLE, certificates, merchant_key, ring
from payments.gateways.wechat.prepaying import BEIJING
from payments.gateways.wechat.statement import ask_for_bill
from payments.gateways.wechat.trades import UNHEARD
from shop.kernel.clock import elsewhere

NEEDED = (
    "WECHATPAY_MCHID",
    "WECHATPAY_APPID",
    "WECHATPAY_MERCHANT_SERIAL",
    "WECHATPAY_MERCHANT_KEY_FILE",
    "WECHATPAY_APIV3_KEY",
)
CURRENCY, APIV3_BYTES = "CNY", 32
MOST_ASKEW = timedelta(minutes=5)
SOON = timedelta(days=30)


def examine(*, now: datetime) -> Iterator[Symptom]:
    """What is set, the keys, then signed round trips and both clocks."""
    missing = [name for name in NEEDED if not getattr(settings, name)]
    if missing:
        yield _ill(_("Not set: %(names)s.") % {"names": ", ".join(missing)})
        return
    moment = elsewhere(now)
    found = [*_settings(), *_keys(moment)]
    yield from found
    if all(symptom.is_well for symptom in found):
        yield from _round_trip(moment)


def _settings() -> Iterator[Symptom]:
    if settings.SHOP_CURRENCY != CURRENCY:
        yield _ill(
            _("WeChat Pay takes yuan only, and the shop sells for something else.")
        )
    if len(settings.WECHATPAY_APIV3_KEY.encode()) != APIV3_BYTES:
        yield _ill(_("WECHATPAY_APIV3_KEY must be 32 letters and digits."))
    if not settings.WECHAT_APP_SECRET:
        yield _well(
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
        yield _ill(_("%(name)s can't be read as an RSA key.") % {"name": name})
    else:
        yield _well(_("Our own key: RSA, %(bits)d bits.") % {"bits": bits})
    try:
        serials, near = sorted(ring(now)), now + SOON
        ending = [one for one in certificates() if one.not_valid_after_utc < near]
    except UNUSABLE:
        yield _ill(_("WeChat Pay's public key or a certificate of it can't be read."))
        return
    if serials:
        text = _("WeChat Pay's keys: %(serials)s.")
        yield _well(text % {"serials": ", ".join(serials)})
    elif settings.WECHATPAY_PLATFORM_CERT_DIR:
        yield _well(_("WeChat Pay's certificates will be fetched."))
    else:
        names = "WECHATPAY_PUBLIC_KEY_ID, WECHATPAY_PUBLIC_KEY_FILE"
        yield _ill(_("Not set: %(names)s.") % {"names": names})
    if ending and len(serials) <= len(ending):
        yield _ill(_("WeChat Pay's last certificate ends within a month."))


def _round_trip(now: datetime) -> Iterator[Symptom]:
    """About a trade that nobody can have."""
    number = f"X{secrets.token_hex(12)}1"
    path = f"/v3/pay/transactions/out-trade-no/{number}"
    try:
        answer = ask("GET", f"{path}?mchid={settings.WECHATPAY_MCHID}")
    except GatewayAway:
        yield _ill(
            _("WeChat Pay can't be reached, or gave no answer that we can read.")
        )
        return
    yield from _clock(answer.sent_at, now)
    if answer.status != 404 or answer.code not in UNHEARD:
        yield _refused(answer)
        return
    yield _well(_("A signed question was understood."))
    yield from _signed_answer(now)


def _refused(answer: Answer) -> Symptom:
    if answer.status == 401:
        return _ill(
            _(
                "WeChat Pay does not accept our signature: the number, the serial and "
                "the key of the merchant do not fit together, or the clock is wrong."
            )
        )
    return _ill(
        _("WeChat Pay refused the question: %(reason)s.") % {"reason": answer.code}
    )


def _signed_answer(now: datetime) -> Iterator[Symptom]:
    """Refusals have no signature, and a bill is the only thing that harms nobody."""
    day = (now.astimezone(BEIJING) - timedelta(days=2)).date()
    try:
        is_signed = ask_for_bill(day).is_done
    except Unproven:
        yield _ill(_("WeChat Pay's answer is not signed with a key that is here."))
        return
    except GatewayAway:
        return
    if is_signed:
        yield _well(_("A signed answer was recognised."))


def _clock(sent_at: str, now: datetime) -> Iterator[Symptom]:
    """Nothing is said where WeChat Pay's server does not tell the time."""
    try:
        askew = abs(now - parsedate_to_datetime(sent_at))
    except (ValueError, TypeError):
        return
    text = _("The shop's clock and WeChat Pay's are %(seconds)d seconds apart.")
    seconds = int(askew.total_seconds())
    yield Symptom(is_well=askew <= MOST_ASKEW, text=text % {"seconds": seconds})


def _well(text: str) -> Symptom:
    return Symptom(is_well=True, text=text)


def _ill(text: str) -> Symptom:
    return Symptom(is_well=False, text=text)
