"""Whoever has a secret address may; whoever guesses at it is told nothing."""

from typing import Any

import pytest
from django.test import Client

from tests.owners.asking import METHODS, send
from tests.owners.people import staff
from tests.owners.places import LANGUAGES, all_places
from tests.owners.rows import changed, dump
from tests.owners.rules import Secret
from tests.owners.table import every_rule

pytestmark = pytest.mark.django_db

RULES = {key: rule for key, rule in every_rule().items() if type(rule) is Secret}
PLACES = {(place.key, place.language): place for place in all_places()}
MAIN = LANGUAGES[0]


def wrong(token: str) -> dict[str, str]:
    """As long as the right one, and of the same alphabet."""
    other = {"a": "b", "0": "1"}
    last = other.get(token[-1], "0" if token[-1].isdigit() else "a")
    return {
        "one letter wrong": token[:-1] + last,
        "cut off": token[:-1],
        "backwards": token[::-1],
        "zeros": "0" * len(token),
    }


def nonsense(rule: Secret, values: dict[str, Any]) -> dict[str, Any]:
    return values | {rule.token: "Z" * len(values[rule.token])}


GUESSES = list(wrong("anything"))


def answers(client: Client, key: str, values: dict[str, Any]) -> dict[str, Any]:
    url, body = PLACES[key, MAIN].url(values), RULES[key].body
    return {method: send(client, method, url, body).status_code for method in METHODS}


@pytest.mark.parametrize("guess", GUESSES)
@pytest.mark.parametrize("key", RULES)
def test_a_guess_opens_nothing(key: str, guess: str) -> None:
    assert_nothing_opens(key, guess)


def assert_nothing_opens(key: str, guess: str) -> None:
    rule = RULES[key]
    values = rule.make()
    guessed = values | {rule.token: wrong(values[rule.token])[guess]}

    for visitor in (Client(), staff().client):
        before = dump()
        got = answers(visitor, key, guessed)

        assert got == answers(visitor, key, nonsense(rule, values))
        assert max(got.values()) < 500
        assert changed(before, dump()) == []
    assert got != answers(Client(), key, values)


@pytest.mark.parametrize("key", RULES)
def test_the_secret_opens_it(key: str) -> None:
    rule, visitor = RULES[key], Client()
    values = rule.make()
    both = (values, nonsense(rule, values))

    right, guess = (visitor.get(PLACES[key, MAIN].url(one)) for one in both)

    assert right.status_code in (200, 302)
    assert (right.status_code, right.content) != (guess.status_code, guess.content)


def test_a_guess_that_opened_something_would_show(monkeypatch) -> None:
    monkeypatch.setattr("orders.views.finding.is_key_of", lambda number, key: True)

    with pytest.raises(AssertionError):
        assert_nothing_opens("orders:key", "cut off")
