"""Where a gateway calls, its signature decides: whoever has none changes no row."""

import pytest
from django.test import Client

from tests.owners.asking import METHODS, send
from tests.owners.people import staff
from tests.owners.places import LANGUAGES, all_places
from tests.owners.rows import changed, dump
from tests.owners.rules import Gateway
from tests.owners.table import every_rule

pytestmark = pytest.mark.django_db

RULES = {key: rule for key, rule in every_rule().items() if type(rule) is Gateway}
PLACES = {(place.key, place.language): place for place in all_places()}
JSON = "application/json"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", RULES)
def test_an_unsigned_message_changes_nothing(key: str, language: str) -> None:
    values, body = RULES[key].make()
    url = PLACES[key, language].url(values)

    for caller in (Client(), staff().client):
        before = dump()
        codes = {
            method: send(caller, method, url, body, kind=JSON).status_code
            for method in METHODS
        }

        assert codes.pop("POST") == 403
        assert set(codes.values()) == {405}
        assert changed(before, dump()) == []
