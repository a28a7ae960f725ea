"""Which goods a campaign is about."""

import pytest

from promotions.scopes import Scope, scope_from
from promotions.shelves import shelves_of
from tests.catalog.factories import make_category, make_variant

SHELVES = {1: frozenset({10, 100}), 2: frozenset({20})}


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (Scope(), {1, 2, 3}),
        (Scope(categories=frozenset({10})), {1}),
        (Scope(categories=frozenset({100})), {1}),
        (Scope(products=frozenset({2})), {2}),
        (Scope(categories=frozenset({10}), products=frozenset({2})), {1, 2}),
        (Scope(not_products=frozenset({2})), {1, 3}),
        (Scope(not_categories=frozenset({100})), {2, 3}),
        (Scope(products=frozenset({1}), not_categories=frozenset({10})), set()),
    ],
)
def test_covers(scope: Scope, covered: set[int]) -> None:
    assert {pk for pk in (1, 2, 3) if scope.covers(pk, SHELVES)} == covered


def test_is_stored_and_read_again() -> None:
    scope = Scope(categories=frozenset({2, 1}), not_products=frozenset({9}))

    assert scope.as_json() == {"categories": [1, 2], "not_products": [9]}
    assert scope_from(scope.as_json()) == scope
    assert scope_from({}).is_everything


@pytest.mark.django_db
def test_a_product_stands_on_the_shelves_above_its_own() -> None:
    home = make_category(name="Home")
    vases = make_category(name="Vases", parent=home)
    vase = make_variant().product
    vase.categories.add(vases)
    by_shelf = Scope(categories=frozenset({home.pk}))

    shelves = shelves_of([vase.pk], scopes=[by_shelf])

    assert shelves == {vase.pk: {home.pk, vases.pk}}


@pytest.mark.django_db
def test_shelves_are_only_read_where_somebody_asks(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert shelves_of([1], scopes=[Scope(products=frozenset({1}))]) == {}
