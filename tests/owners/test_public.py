"""What is everybody's may be looked at by anybody and changed by nobody."""

import pytest
from django.test import Client

from tests.owners.asking import METHODS, send
from tests.owners.places import LANGUAGES, all_places
from tests.owners.rows import changed, dump
from tests.owners.rules import Public
from tests.owners.table import every_rule

pytestmark = pytest.mark.django_db

RULES = {key: rule for key, rule in every_rule().items() if type(rule) is Public}
PLACES = {(place.key, place.language): place for place in all_places()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", RULES)
def test_anybody_sees_it_and_nobody_changes_it(key: str, language: str) -> None:
    url = PLACES[key, language].url(RULES[key].make())
    before, visitor = dump(), Client()

    codes = {method: send(visitor, method, url).status_code for method in METHODS}

    assert codes.pop("GET") == codes.pop("HEAD") == 200
    assert set(codes.values()) == {405}
    assert changed(before, dump()) == []


@pytest.mark.parametrize("key", RULES)
def test_what_is_missing_is_missing(key: str) -> None:
    values = dict.fromkeys(RULES[key].make(), "nobody")

    url = PLACES[key, LANGUAGES[0]].url(values)

    assert Client().get(url).status_code == 404
