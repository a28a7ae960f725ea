"""A day may be read again, late, in part, and by another clock than ours."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from payments.errors import (
    GatewayAway,
    MethodNotOffered,
    NoStatements,
    StatementNotReady,
)
from payments.gateways.registry import GATEWAYS
from payments.models import (
    Difference,
    PaymentAttempt,
    Statement,
    StatementLine,
)
from payments.services import reconcile
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.payments.reconciliation.fake import (
    CHINA,
    DAY,
    MORNING,
    attempt_at_fake,
    captured,
    fee_row,
    row_of,
)

pytestmark = pytest.mark.django_db
Kind, Ending = Difference.Kind, Difference.Ending


def read(day: date = DAY, now=MORNING) -> Statement:
    statement = reconcile(gateway="fake", day=day, now=now)
    assert broken_laws() == {}
    return statement


def found() -> list[tuple[str, str]]:
    """What differs, and how it ended."""
    rows = Difference.objects.order_by("pk").values_list("kind", "ending")
    return [(kind, ending) for kind, ending in rows]


# --- again, and again -----------------------------------------------------------------


def test_read_again_it_is_the_same(fake) -> None:
    captured()
    fake.says(row_of(attempt_at_fake(), number="X"), fee_row())
    first = read()
    before = (StatementLine.objects.count(), found())

    second = read(now=MORNING + timedelta(hours=1))

    assert first == second
    assert (StatementLine.objects.count(), found()) == before
    assert len(before[1]) == 2


def test_read_again_it_takes_what_is_new(fake) -> None:
    attempt = captured()
    fake.says()
    read()
    fake.says(row_of(attempt))

    statement = read(now=MORNING + timedelta(hours=1))

    assert statement.payments == 1
    assert found() == [(Kind.OURS_ONLY, Ending.ROW_CAME)]


def test_a_row_that_was_corrected_is_another_row(fake) -> None:
    attempt = captured()
    fake.says(row_of(attempt))
    read()
    fake.says(row_of(attempt, amount=Decimal(1)))

    read(now=MORNING + timedelta(hours=1))

    assert StatementLine.objects.count() == 2
    assert found() == [(Kind.AMOUNT, "")]


def test_what_somebody_resolved_is_not_opened_again(fake, resolve) -> None:
    captured()
    fake.says(row_of(attempt_at_fake(), number="X"))
    read()
    for one in Difference.objects.all():
        resolve(one)

    read(now=MORNING + timedelta(hours=1))

    assert [ending for _kind, ending in found()] == [Ending.BY_HAND] * 2


# --- statements that are not there -----------------------------------------------------


@pytest.mark.parametrize("reason", [StatementNotReady, GatewayAway])
def test_half_a_statement_is_not_read(fake, reason) -> None:
    captured()
    late = captured()
    fake.says(row_of(late), reason())

    with pytest.raises(reason):
        read()

    statement = Statement.objects.get()
    assert (statement.state, statement.asked_at) == ("waiting", MORNING)
    assert found() == []


def test_a_day_that_is_not_over_has_no_statement(fake) -> None:
    with pytest.raises(StatementNotReady):
        read(now=NOON + timedelta(hours=11, minutes=59))

    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("code", "error"), [("demo", NoStatements), ("none", MethodNotOffered)]
)
def test_play_money_and_strangers_keep_no_books(code, error) -> None:
    assert "demo" in GATEWAYS
    with pytest.raises(error):
        reconcile(gateway=code, day=DAY, now=MORNING)


# --- days and midnights ------------------------------------------------------------------


def test_a_day_is_a_day_where_the_gateway_is(fake) -> None:
    fake.zone = CHINA
    inside = captured(NOON.replace(day=19, hour=20))  # 04:00 of the 20th
    captured(NOON.replace(day=19, hour=12))  # 20:00 of the 19th
    captured(NOON.replace(hour=18))  # 02:00 of the 21st
    fake.says()

    statement = read()

    assert statement.starts_at == NOON.replace(day=19, hour=16)
    assert Difference.objects.get().attempt == inside


@pytest.mark.parametrize(("hour", "neighbour"), [(23, 21), (0, 19)])
def test_close_to_midnight_the_neighbouring_day_is_asked_too(
    fake, hour, neighbour
) -> None:
    attempt = captured(NOON.replace(hour=hour, minute=30))
    fake.says()
    read()
    assert found() == []

    fake.says(row_of(attempt), day=DAY.replace(day=neighbour))
    read(DAY.replace(day=neighbour), now=MORNING + timedelta(days=1))

    assert found() == []


@pytest.mark.parametrize("hour", [0, 23])
def test_what_no_neighbour_brings_is_missing(fake, hour) -> None:
    captured(NOON.replace(hour=hour, minute=30))
    fake.says()
    read()

    read(now=NOON + timedelta(days=2, hours=13))

    assert found() == [(Kind.OURS_ONLY, "")]


def test_a_row_of_the_day_before_tells_of_a_late_callback(fake) -> None:
    attempt = captured()
    fake.says(row_of(attempt), day=DAY.replace(day=19))
    read(DAY.replace(day=19))
    fake.says()

    read()

    assert found() == []


# --- other gateways' money, and much of it -------------------------------------------------


def test_what_another_gateway_took_is_its_own(fake) -> None:
    attempt = captured()
    PaymentAttempt.objects.update(gateway="demo")
    fake.says(row_of(attempt))

    read()

    assert [kind for kind, _ending in found()] == [Kind.THEIRS_ONLY]


def test_a_number_without_end_still_fits(fake) -> None:
    odd = {"number": "X" * 500 + "\x00", "amount": Decimal(10) ** 20}
    fake.says(row_of(attempt_at_fake(), **odd))

    read()

    assert Difference.objects.get().line.number == "X" * 64


def test_rows_come_in_batches(fake, monkeypatch, django_assert_max_num_queries) -> None:
    """However many there are, a batch is all that is held, and costs the same."""
    monkeypatch.setattr("payments.services.statements.AT_ONCE", 100)
    monkeypatch.setattr("payments.services.comparing.AT_ONCE", 100)
    fake.rows[DAY] = (fee_row(gateway_number=f"F{n}") for n in range(1000))

    with django_assert_max_num_queries(10 * 6 + 40):
        statement = reconcile(gateway="fake", day=DAY, now=MORNING)

    assert statement.others == 1000
