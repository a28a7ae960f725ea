"""A unit of work that lost a fight for a lock is done again, and only such a one."""

import pytest
from django.db import OperationalError, transaction

from shop.kernel import retry
from shop.kernel.retry import Busy, is_passing, retried

LOCKED = OperationalError("database is locked")


class Work:
    """Fails with these errors, one a try, then answers."""

    def __init__(self, *failures: Exception) -> None:
        self.failures, self.tries = list(failures), 0

    def __call__(self) -> str:
        self.tries += 1
        if self.failures:
            raise self.failures.pop(0)
        return "done"


@pytest.fixture(autouse=True)
def pauses(monkeypatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr(retry.time, "sleep", slept.append)
    return slept


@pytest.mark.django_db(transaction=True)
def test_is_done_again_after_a_pause(pauses) -> None:
    work = Work(LOCKED, LOCKED)

    assert retried(work) == "done"

    assert (work.tries, len(pauses)) == (3, 2)


@pytest.mark.django_db(transaction=True)
def test_gives_up_politely() -> None:
    work = Work(*[LOCKED] * 9)

    with pytest.raises(Busy) as refusal:
        retried(work)

    assert work.tries == 3
    assert "cart is kept" in str(refusal.value)


@pytest.mark.django_db(transaction=True)
def test_never_repeats_what_failed_for_another_reason() -> None:
    work = Work(OperationalError("no such table"))

    with pytest.raises(OperationalError):
        retried(work)

    assert work.tries == 1


@pytest.mark.django_db(transaction=True)
def test_never_repeats_half_of_a_transaction() -> None:
    work = Work(LOCKED)

    with pytest.raises(OperationalError), transaction.atomic():
        retried(work)

    assert work.tries == 1


@pytest.mark.parametrize(
    ("state", "expected"), [("40P01", True), ("55P03", True), ("57014", False)]
)
def test_knows_what_passes_on_postgresql(state: str, expected: bool) -> None:
    error, cause = OperationalError("x"), Exception()
    cause.sqlstate = state
    error.__cause__ = cause

    assert is_passing(error) is expected
