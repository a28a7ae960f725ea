"""The admin's addresses: strangers log in first, customers find nothing, and a member
of the staff without the right is refused."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.test import Client

from tests.accounts.factories import make_user
from tests.admin.factories import client_of, make_owner
from tests.admin.test_every_page import fill
from tests.kept_rows import kept
from tests.owners.asking import LOGIN, METHODS, send
from tests.owners.places import LANGUAGES, Place, all_places
from tests.owners.rows import changed, dump
from tests.owners.rules import Staff
from tests.owners.table import TABLE, every_rule

pytestmark = pytest.mark.django_db

RULES = {key: rule for key, rule in every_rule().items() if type(rule) is Staff}
HANDLES = [key for key, rule in TABLE.items() if type(rule) is Staff]
PLACES = [place for place in all_places() if place.key in RULES]


@pytest.fixture(scope="module", autouse=True)
def _one_of_everything(django_db_setup, django_db_blocker) -> Iterator[None]:
    with kept(django_db_blocker):
        fill()
        yield


def url_of(place: Place) -> str:
    """Of the first row of the model that the address is about."""
    values = RULES[place.key].values
    if values is None:
        app, model = place.route.partition("admin/")[2].split("/")[:2]
        row = apps.get_model(app, model)._default_manager.first()
        values = {"object_id": row.pk}
    return place.url(values)


def answers(client: Client, place: Place) -> dict[str, Any]:
    url, body = url_of(place), RULES[place.key].body
    return {method: send(client, method, url, body) for method in METHODS}


def odd_answers(client: Client, places: list[Place], expected: Any) -> dict[Any, int]:
    """Whatever is not as expected; and no row may have changed."""
    before = dump()
    found = {
        (place.key, method): answer.status_code
        for place in places
        for method, answer in answers(client, place).items()
        if not expected(answer)
    }
    assert changed(before, dump()) == []
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stranger_logs_in_first(language: str) -> None:
    here = [place for place in PLACES if place.language == language]

    odd = odd_answers(Client(), here, lambda a: LOGIN in a.headers.get("Location", ""))

    assert odd == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_customer_finds_nothing(language: str) -> None:
    here = [place for place in PLACES if place.language == language]

    odd = odd_answers(client_of(make_user()), here, lambda a: a.status_code == 404)

    assert odd == {}


@pytest.fixture
def may_all_but(db: None) -> Any:
    """A member of the staff who may do everything else."""
    rights = Permission.objects.select_related("content_type")
    by_name = {f"{one.content_type.app_label}.{one.codename}": one for one in rights}

    def made(lacking: frozenset[str]) -> Client:
        assert lacking <= set(by_name)
        clerk = make_user(is_staff=True)
        clerk.user_permissions.set(
            right for name, right in by_name.items() if name not in lacking
        )
        return client_of(clerk)

    return made


def test_staff_without_the_right_are_refused(may_all_but: Any) -> None:
    odd, asked = {}, 0

    for lacking in {rule.permissions for rule in RULES.values() if rule.permissions}:
        clerk = may_all_but(lacking)
        here = [
            place
            for place in PLACES
            if place.language == LANGUAGES[0]
            and RULES[place.key].permissions == lacking
        ]
        odd |= odd_answers(clerk, here, lambda a: a.status_code == 403)
        asked += len(here)

    assert odd == {}
    assert asked > len(HANDLES)


@pytest.mark.parametrize("key", [key for key in HANDLES if RULES[key].permissions])
def test_the_merchant_gets_in(key: str) -> None:
    place = next(place for place in PLACES if place.key == key)

    page = client_of(make_owner()).get(url_of(place), follow=True)

    assert page.status_code == 200
    assert page.request["PATH_INFO"] != LOGIN.partition("?")[0]


def test_a_door_left_open_would_show(monkeypatch) -> None:
    show = [place for place in PLACES if place.key == "admin:orders_order_change"]
    monkeypatch.setattr(
        "orders.admin.orders.OrderAdmin.has_view_permission", lambda *a, **k: True
    )
    clerk = client_of(make_user(is_staff=True))

    assert odd_answers(clerk, show, lambda answer: answer.status_code == 403)
