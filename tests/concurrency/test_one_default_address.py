"""However many taps at once: one default address, and never a twenty-first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.errors import AddressBookFull
from accounts.models import Address
from accounts.services import make_default
from accounts.services.addresses import MOST_ADDRESSES
from tests.accounts.factories import make_address, make_mei

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
TAPS = 8


def at_once(work) -> list:
    """Run `work(number)` in threads that start together; errors are answers too."""
    barrier = Barrier(TAPS)

    def run(number: int):
        try:
            barrier.wait()
            return work(number)
        except Exception as error:  # noqa: BLE001 (the test looks at it)
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(TAPS) as pool:
        return list(pool.map(run, range(TAPS)))


def test_one_default_after_many_taps() -> None:
    mei = make_mei()
    book = [make_address(mei) for _ in range(TAPS)]

    for _ in range(5):
        answers = at_once(
            lambda n: make_default(owner_id=mei.pk, address_id=book[n].pk)
        )

        assert answers == [None] * TAPS
        assert Address.objects.filter(owner=mei, is_default=True).count() == 1


def test_one_first_address_is_the_default() -> None:
    mei = make_mei()

    answers = at_once(lambda _: make_address(mei).pk)

    assert all(isinstance(answer, int) for answer in answers)
    assert Address.objects.filter(owner=mei, is_default=True).count() == 1


def test_the_book_is_never_too_full() -> None:
    mei = make_mei()
    for _ in range(MOST_ADDRESSES - 1):
        make_address(mei)

    answers = at_once(lambda _: make_address(mei))

    assert sum(isinstance(answer, AddressBookFull) for answer in answers) == TAPS - 1
    assert mei.addresses.count() == MOST_ADDRESSES
