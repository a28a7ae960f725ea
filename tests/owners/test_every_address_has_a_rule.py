"""Every address with a parameter has a rule, and every rule an address."""

from django.urls import path, reverse
from django.views.generic import View

from tests.owners.places import LANGUAGES, Place, all_places
from tests.owners.table import IN_FORMS, every_rule


def lacking(found: list[Place]) -> set[str]:
    return {place.key for place in found} - set(every_rule())


def left_over(found: list[Place]) -> set[str]:
    return set(every_rule()) - {place.key for place in found}


def test_every_address_has_a_rule() -> None:
    assert lacking(all_places()) == set()


def test_every_rule_has_an_address() -> None:
    assert left_over(all_places()) == set()


def test_every_form_that_names_an_object_is_there() -> None:
    for name in IN_FORMS:
        assert reverse(name)


def test_every_language_is_walked() -> None:
    keys = {
        language: {place.key for place in all_places() if place.language == language}
        for language in LANGUAGES
    }

    assert len(keys) >= 2
    assert len(set(map(frozenset, keys.values()))) == 1


def test_an_address_without_a_rule_is_named(settings) -> None:
    settings.ROOT_URLCONF = _urlconf(
        path("invoices/<int:pk>/", View.as_view(), name="invoice"),
        path("<slug:number>/parcels/", View.as_view()),
        path("no/parameter/", View.as_view(), name="fixed"),
    )

    assert lacking(all_places()) == {"invoice", "<slug:number>/parcels/"}


def test_a_parameter_further_up_counts_too(settings) -> None:
    team = ([path("leave/", View.as_view(), name="leave")], "team")
    settings.ROOT_URLCONF = _urlconf(path("teams/<int:pk>/", (*team, "team")))

    assert lacking(all_places()) == {"team:leave"}


def test_a_rule_without_an_address_is_named() -> None:
    without_orders = [place for place in all_places() if place.key != "orders:show"]

    assert left_over(without_orders) == {"orders:show"}


def _urlconf(*patterns: object) -> type:
    return type("Addresses", (), {"urlpatterns": list(patterns)})
