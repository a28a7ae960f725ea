"""What `payments_doctor` says of Stripe, in words that somebody can act upon."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from payments.errors import GatewayAway
from payments.gateways.base import Symptom
from payments.gateways.stripe.client import NotAllowed, Refused, round_trip
from payments.gateways.stripe.facts import key_is_live
from payments.gateways.symptoms import clocks, ill, unset, well

NEEDED = ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET")


def examine(*, now: datetime) -> Iterator[Symptom]:
    """What is set, what kind of keys they are, then one round trip and both clocks."""
    missing = list(unset(NEEDED))
    if missing:
        yield from missing
        return
    yield _secret_key()
    if settings.STRIPE_PUBLISHABLE_KEY:
        yield _publishable_key()
    yield _webhook_secret()
    yield from _round_trip(now)


def _secret_key() -> Symptom:
    is_live = key_is_live()
    if is_live is None:
        return ill(
            _(
                "STRIPE_SECRET_KEY is no secret key of Stripe's: those begin with "
                "sk_live_, sk_test_, rk_live_ or rk_test_."
            )
        )
    if is_live:
        return well(_("The secret key is for real money."))
    text = _("The secret key is for tests: nobody pays with real money.")
    return Symptom(is_well=not settings.IN_PRODUCTION, text=text)


def _publishable_key() -> Symptom:
    mode = "live" if key_is_live() else "test"
    if settings.STRIPE_PUBLISHABLE_KEY.startswith(f"pk_{mode}_"):
        return well(_("The publishable key belongs to the same mode."))
    text = _("STRIPE_PUBLISHABLE_KEY is not of the secret key's mode (%(start)s…).")
    return ill(text % {"start": f"pk_{mode}_"})


def _webhook_secret() -> Symptom:
    if settings.STRIPE_WEBHOOK_SECRET.startswith("whsec_"):
        return well(_("The secret of the callbacks looks like one."))
    return ill(
        _(
            "STRIPE_WEBHOOK_SECRET is no signing secret: it begins with whsec_ and is "
            "shown with the endpoint in Stripe's dashboard."
        )
    )


def _round_trip(now: datetime) -> Iterator[Symptom]:
    try:
        balance, sent_at = round_trip()
    except Refused as no:
        yield ill(_("Stripe refused the question: %(reason)s.") % {"reason": no.code})
        return
    except NotAllowed:
        yield ill(
            _("Stripe does not accept the secret key, or it may not read balances.")
        )
        return
    except GatewayAway:
        yield ill(_("Stripe can't be reached, or gave no answer that we can read."))
        return
    yield well(_("A question with the secret key was answered."))
    if key_is_live() is not None and balance.get("livemode") is not key_is_live():
        yield ill(_("Stripe answered for the other mode than that of the key."))
    yield from clocks("Stripe", sent_at, now=now)
