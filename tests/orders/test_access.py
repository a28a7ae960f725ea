"""An order is seen by its owner, or by the guest who came by its secret link."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest

from orders.access import MOST_REMEMBERED, order_or_404, remember_order
from orders.numbers import ALPHABET, LENGTH, is_key_of, key_of, new_number
from tests.accounts.factories import make_user
from tests.catalog.factories import make_variant
from tests.orders.factories import make_order


def request_of(user=None) -> HttpRequest:
    request = HttpRequest()
    request.user = user or AnonymousUser()
    request.session = {}
    return request


@pytest.mark.django_db
def test_its_owner_sees_it() -> None:
    mei = make_user()
    order = make_order(make_variant(), owner=mei)

    assert order_or_404(request_of(mei), order.number) == order


@pytest.mark.django_db
def test_a_stranger_sees_nothing() -> None:
    order = make_order(make_variant(), owner=make_user())

    for stranger in (None, make_user()):
        with pytest.raises(Http404):
            order_or_404(request_of(stranger), order.number)


@pytest.mark.django_db
def test_a_guest_who_came_by_the_link_sees_it() -> None:
    order, guest = make_order(make_variant()), request_of()

    remember_order(guest, order.number)

    assert order_or_404(guest, order.number) == order


@pytest.mark.django_db
def test_a_link_never_opens_the_order_of_an_account() -> None:
    order, guest = make_order(make_variant(), owner=make_user()), request_of()

    remember_order(guest, order.number)

    with pytest.raises(Http404):
        order_or_404(guest, order.number)


def test_a_session_remembers_only_so_many() -> None:
    guest = request_of()

    for number in range(MOST_REMEMBERED + 5):
        remember_order(guest, str(number))

    assert len(guest.session["orders"]) == MOST_REMEMBERED
    assert guest.session["orders"][-1] == str(MOST_REMEMBERED + 4)


def test_a_number_can_be_read_on_the_phone_and_not_guessed() -> None:
    numbers = {new_number() for _ in range(1000)}

    assert len(numbers) == 1000
    assert all(set(number) <= set(ALPHABET) for number in numbers)
    assert len(ALPHABET) ** LENGTH > 2**52


@pytest.mark.parametrize("wrong", ["", "0" * 40, "é", key_of("OTHER")])
def test_a_wrong_key_opens_nothing(wrong: str) -> None:
    assert is_key_of("NUMBER", key_of("NUMBER"))
    assert not is_key_of("NUMBER", wrong)
