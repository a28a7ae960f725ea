"""The component gallery is for those who build, never for shoppers."""

import pytest
from django.urls import reverse


@pytest.mark.parametrize("language", ["", "/zh-hans"])
def test_shows_every_component(client, language: str) -> None:
    answer = client.get(f"{language}/components/")

    assert answer.status_code == 200
    assert answer.content.count(b"<h1") == 1


def test_is_not_there_in_production(client, settings) -> None:
    settings.IN_PRODUCTION = True

    assert client.get(reverse("content:gallery")).status_code == 404


def test_asks_the_database_nothing(client, django_assert_num_queries, db) -> None:
    with django_assert_num_queries(0):
        client.get(reverse("content:gallery"))
