"""A day of more rows than fit into a turn is read and compared in several."""

from datetime import timedelta

import pytest

from payments.errors import GatewayAway, Unfinished
from payments.jobs import read_statements
from payments.models import Difference, Statement, StatementLine
from payments.services import reconcile, review
from shop.kernel.jobs import Turn
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.payments.reconciliation.fake import (
    DAY,
    MORNING,
    attempt_at_fake,
    captured,
    row_of,
)

pytestmark = pytest.mark.django_db
Kind, Ending = Difference.Kind, Difference.Ending
A_MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch) -> None:
    for name in ("statements.AT_ONCE", "comparing.AT_ONCE"):
        monkeypatch.setattr(f"payments.services.{name}", 3)
    monkeypatch.setattr("payments.services.comparing.ASKED_AT_ONCE", 2)


def short() -> Turn:
    """Over at once: as little as possible is done in it."""
    return Turn(timedelta(0))


def read_in_turns() -> int:
    """How many it took."""
    for turn in range(1, 50):
        try:
            reconcile(gateway="fake", day=DAY, now=MORNING, turn=short())
        except Unfinished:
            assert Statement.objects.get().state == Statement.State.WAITING
        else:
            return turn
    raise AssertionError


def kinds() -> list[str]:
    return sorted(Difference.objects.open().values_list("kind", flat=True))


def test_goes_on_where_the_turn_before_has_stopped(fake) -> None:
    fake.is_newest_first = True
    lost, denied = ([attempt_at_fake() for _ in range(5)] for _ in "ab")
    for attempt in lost:
        fake.took(attempt)
    rows = [row_of(one) for one in [*lost, *denied]]
    rows += [row_of(lost[0], number=f"X{n}", gateway_number=f"X{n}") for n in range(5)]
    rows += [row_of(captured()) for _ in range(3)]
    captured()
    moments = [NOON - n * A_MINUTE for n, _row in enumerate(rows)]
    fake.says(*[_at(row, at) for row, at in zip(rows, moments, strict=True)])

    turns = read_in_turns()

    assert 10 < turns < 30
    assert StatementLine.objects.count() == len(rows)
    assert fake.told < 2 * len(rows)
    assert kinds() == [Kind.OURS_ONLY] + [Kind.THEIRS_ONLY] * 10
    assert all(fake.asked.count(one.out_trade_no) == 1 for one in lost)
    assert Statement.objects.get().payments == len(rows)
    assert broken_laws() == {}


def _at(row, moment):
    return type(row)(**{**vars(row), "happened_at": moment})


def test_an_error_on_the_way_costs_what_was_not_read_yet(fake) -> None:
    fake.is_newest_first = True
    rows = [
        _at(row_of(captured(), number=f"X{n}"), NOON - n * A_MINUTE) for n in range(9)
    ]
    fake.says(*rows[:6], GatewayAway())
    with pytest.raises(GatewayAway):
        reconcile(gateway="fake", day=DAY, now=MORNING)
    fake.says(*rows)
    fake.told = 0

    reconcile(gateway="fake", day=DAY, now=MORNING)

    assert (fake.told, StatementLine.objects.count()) == (4, 9)


def test_the_sweep_comes_back_to_it(fake, monkeypatch) -> None:
    monkeypatch.setattr("payments.jobs.A_TURN", timedelta(0))
    fake.says(*[row_of(attempt_at_fake(), number=f"X{n}") for n in range(7)])

    turns = [read_statements(MORNING + n * A_MINUTE) for n in range(14)]

    assert turns[:6] == [1] * 6
    assert 0 in turns[6:10]
    assert sum(turns) == 7
    assert kinds() == [Kind.THEIRS_ONLY] * 7


def test_what_differs_takes_turns_in_being_looked_at_again(fake) -> None:
    denied, lost = ([attempt_at_fake() for _ in range(3)] for _ in "ab")
    fake.says(*[row_of(one) for one in [*denied, *lost]])
    reconcile(gateway="fake", day=DAY, now=MORNING)
    for attempt in lost:
        fake.took(attempt)

    for turn in range(1, 5):
        later = MORNING + turn * A_MINUTE
        review(gateway="fake", now=later, turn=short())

    assert Difference.objects.filter(ending=Ending.BOOKED).count() == 3
    assert kinds() == [Kind.THEIRS_ONLY] * 3
