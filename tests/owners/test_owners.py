"""What is somebody's is there for them alone: strangers find nothing, and change nothing."""

import pytest

from tests.owners.asking import METHODS, ask, offences
from tests.owners.people import OWNERS, account
from tests.owners.places import LANGUAGES, Place, all_places
from tests.owners.rows import changed, dump
from tests.owners.rules import Rule
from tests.owners.table import IN_FORMS, every_rule

pytestmark = pytest.mark.django_db

RULES = {
    key: rule for key, rule in (every_rule() | IN_FORMS).items() if type(rule) is Rule
}
PLACES = {(place.key, place.language): place for place in all_places()} | {
    (key, language): Place(language=language, name=key)
    for key in IN_FORMS
    for language in LANGUAGES
}
MAIN = LANGUAGES[0]
CASES = [
    (key, who)
    for key, rule in RULES.items()
    for who in OWNERS
    if who == "account" or not rule.is_account_only
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("key", "who"), CASES)
def test_strangers_find_nothing(key: str, who: str, language: str) -> None:
    assert offences(PLACES[key, language], RULES[key], OWNERS[who]()) == []


@pytest.mark.parametrize(("key", "who"), CASES)
def test_the_owner_gets_in(key: str, who: str) -> None:
    place, rule, owner = PLACES[key, MAIN], RULES[key], OWNERS[who]()
    thing = rule.make(owner)

    looked = ask(owner, "GET", place, thing, None)
    before = dump()
    sent = ask(owner, "POST", place, thing, rule.body)

    assert looked.status in (200, 302, 405)
    assert looked.status != 405 or rule.body is not None
    if rule.body is None:
        assert sent.status == 405
    else:
        assert sent.status in (200, 302, 303)
        assert changed(before, dump()), "the form in the table does nothing"


@pytest.mark.parametrize(("key", "who"), CASES)
def test_the_matrix_sees_a_filter_that_is_gone(monkeypatch, key, who) -> None:
    monkeypatch.setattr(*RULES[key].guard)

    assert offences(PLACES[key, MAIN], RULES[key], OWNERS[who]())


WRITING = [key for key, rule in RULES.items() if rule.body is not None]


@pytest.mark.parametrize("key", WRITING)
def test_the_owner_writes_what_the_form_holds_and_nothing_else(key: str) -> None:
    rule, owner, stranger = RULES[key], account(), account()
    thing = rule.make(owner)
    columns = [field.attname for field in thing.row._meta.concrete_fields]
    more = dict.fromkeys(columns, HOSTILE) | {"owner": stranger.user.pk}
    before = type(thing.row).objects.filter(pk=thing.row.pk).values().get()

    ask(owner, "POST", PLACES[key, MAIN], thing, more | rule.body)

    after = type(thing.row).objects.filter(pk=thing.row.pk).values().first()
    written = {name for name in columns if after and after[name] != before[name]}
    assert written <= rule.writes
    assert (after is None) == (rule.writes == {"*"})
    assert HOSTILE not in str(dump())


HOSTILE = "4242424242"


def test_every_method_is_tried() -> None:
    assert {"GET", "HEAD", "POST", "PUT", "DELETE"} <= set(METHODS)
