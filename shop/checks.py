"""What a shop in production must not be started with, said in plain words."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.checks import Warning as Advice
from django.core.checks import register
from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50
FEWEST_CHARACTERS = 12
FOR_TRIALS = {
    "DEBUG": "DEBUG is on: it shows strangers the insides of the shop.",
    "DEMO_GATEWAY": "DEMO_GATEWAY is on: anybody could pay without money.",
    "DEMO_BANK_URL": "DEMO_BANK_URL is set: the demo bank is for trying the shop only.",
    "FAILPOINT": "FAILPOINT is set: it kills the shop in the middle of its work.",
    "CLOCK_AHEAD": "CLOCK_AHEAD_SECONDS is set: orders would end before their time.",
}


def refuse_unsafe(values: Mapping[str, Any]) -> None:
    """Called by the settings with themselves.  Raises ImproperlyConfigured."""
    faults = [*_nonsense(values)]
    if values["IN_PRODUCTION"]:
        faults += _unsafe(values)
    if faults:
        raise ImproperlyConfigured(
            "The shop does not start like this:\n  - " + "\n  - ".join(faults)
        )


def _nonsense(values: Mapping[str, Any]) -> Iterator[str]:
    if values["STAFF_MFA"] not in ("required", "optional"):
        yield "STAFF_MFA is required or optional."
    if values["WECHAT_LOGIN"] not in ("sandbox", "live"):
        yield "WECHAT_LOGIN is sandbox or live."
    if values["LANGUAGE_CODE"] not in dict(values["LANGUAGES"]):
        yield f"SHOP_LANGUAGE is one of: {', '.join(dict(values['LANGUAGES']))}."
    currency = values["SHOP_CURRENCY"]
    if not (len(currency) == 3 and currency.isalpha() and currency.isupper()):
        yield "SHOP_CURRENCY is a code of three capitals, such as CNY."


def _unsafe(values: Mapping[str, Any]) -> Iterator[str]:
    secret = values["SECRET_KEY"]
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_CHARACTERS:
        yield f"SECRET_KEY is missing or weak: {SHORTEST_SECRET} random characters."
    for name, complaint in FOR_TRIALS.items():
        if values[name]:
            yield complaint
    if values["WECHAT_LOGIN"] == "sandbox":
        yield "WECHAT_LOGIN is sandbox: anybody could be anybody in the mini-program."
    hosts = values["ALLOWED_HOSTS"]
    if not hosts or "*" in hosts:
        yield "ALLOWED_HOSTS names the shop's host names, and not *."
    if not values["SITE_URL"].startswith(("https://", "http://")):
        yield "SITE_URL is the shop's address, such as https://shop.example."
    if values["ON_SQLITE"] and not values["ALLOW_SQLITE"]:
        yield (
            "DATABASE_URL names no PostgreSQL. One small shop on one machine may run "
            "on SQLite: ALLOW_SQLITE=1."
        )


@register
def advise(**_: Any) -> list[Advice]:
    """What works, but not for long."""
    if settings.IN_PRODUCTION and not settings.REDIS_URL:
        return [
            Advice(
                "REDIS_URL is not set: tasks and cache use files in SHOP_VAR.",
                hint="Enough for one machine; more than one needs Redis.",
                id="shop.W001",
            )
        ]
    return []
