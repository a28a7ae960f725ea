"""Sends every kind of request to an address and compares what comes back."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from tests.owners.people import EMPTY_HANDED, STRANGERS, Person
from tests.owners.places import Place
from tests.owners.rows import changed, dump
from tests.owners.rules import Rule, Thing

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
FORM = "application/x-www-form-urlencoded"
# What differs between two answers that say the same.
CHANCE = re.compile(r'(?<=value=")[A-Za-z0-9]{64}(?=")|(?<=nonce=")[^"]+')
LOGIN = "/account/login/?next="


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    location: str
    text: str


def send(
    client: Client,
    method: str,
    url: str,
    body: dict[str, Any] | bytes | None = None,
    *,
    kind: str = FORM,
) -> Any:
    data = body if isinstance(body, bytes) else urlencode(body or {}, doseq=True)
    return client.generic(method, url, data, content_type=kind)


def ask(who: Person, method: str, place: Place, thing: Thing, body: Any) -> Answer:
    url = path = place.url(thing.values)
    bare = path.removeprefix(f"/{place.language}")
    if thing.asks:
        url = f"{path}?{urlencode(thing.asks)}"
    answer = send(who.client, method, url, (body or {}) | thing.sends)
    text = "" if answer.streaming else answer.content.decode()
    return Answer(
        status=answer.status_code,
        location=_alike(answer.headers.get("Location", ""), thing, bare),
        text=_alike(CHANCE.sub("…", text), thing, bare),
    )


def _alike(text: str, thing: Thing, path: str) -> str:
    """Without the address (in any language) and the number that was asked for."""
    text = text.replace(path, "…")
    for value in (thing.names | thing.asks).values():
        text = text.replace(value, "…") if isinstance(value, str) else text
    return text


def offences(place: Place, rule: Rule, owner: Person) -> list[str]:
    """What strangers got to see or do that they would not with a missing object."""
    found, thing = [], rule.make(owner)
    for name, make in STRANGERS.items():
        stranger = make()
        if name != EMPTY_HANDED:
            rule.make(stranger)  # one of their own: they are not turned away for less
        before = dump()
        for method in METHODS:
            got = ask(stranger, method, place, thing, rule.body)
            missing = ask(stranger, method, place, thing.absent(), rule.body)
            after = dump()
            if touched := changed(before, after):
                found.append(f"{name}, {method}: changed {', '.join(touched)}")
            before = after
            if not _is_refusal(got, rule, stranger):
                found.append(f"{name}, {method}: {got.status} {got.location}")
            elif got != missing:
                found.append(f"{name}, {method}: not answered as if it were missing")
    return found


def _is_refusal(answer: Answer, rule: Rule, stranger: Person) -> bool:
    if answer.status in rule.refusals:
        return True
    sent_to_log_in = answer.status == 302 and LOGIN in answer.location
    return rule.is_account_only and stranger.user is None and sent_to_log_in
