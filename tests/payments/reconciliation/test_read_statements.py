"""Statements are read by themselves, and by hand for any day."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from payments.errors import GatewayAway, StatementNotReady
from payments.gateways.watch import is_resting
from payments.jobs import read_statements
from payments.models import Difference, Statement, StatementLine
from tests.conftest import NOON
from tests.payments.reconciliation.fake import (
    DAY,
    MORNING,
    attempt_at_fake,
    captured,
    fee_row,
    row_of,
)

pytestmark = pytest.mark.django_db
READ = Statement.State.READ


def days(state: str = READ) -> list[int]:
    rows = Statement.objects.filter(state=state).order_by("day")
    return [one.day.day for one in rows]


def sweep(times: int = 1) -> list[int]:
    return [
        read_statements(MORNING + turn * timedelta(minutes=30)) for turn in range(times)
    ]


# --- by themselves ---------------------------------------------------------------------


def test_a_week_is_caught_up_with_day_by_day(fake) -> None:
    assert sweep(9) == [1] * 7 + [0] * 2

    assert days() == [14, 15, 16, 17, 18, 19, 20]


@pytest.mark.parametrize("reason", [StatementNotReady, GatewayAway])
def test_what_is_not_there_yet_is_asked_for_later(fake, reason) -> None:
    sweep(6)
    fake.says(reason())

    assert sweep(3) == [0] * 3

    assert (days(), days("waiting")) == ([14, 15, 16, 17, 18, 19], [20])
    fake.says(fee_row())
    assert sweep() == [1]
    assert days()[-1] == 20


def test_a_day_without_a_statement_does_not_stop_the_others(fake) -> None:
    fake.says(StatementNotReady(), day=DAY.replace(day=14))

    assert sweep(7) == [1] * 6 + [0]

    assert days() == [15, 16, 17, 18, 19, 20]


def test_days_that_cannot_be_read_keep_nobody_from_paying(fake) -> None:
    """Such as those of an app that may take money and not read its books."""
    for day in range(14, 21):
        fake.says(GatewayAway(), day=DAY.replace(day=day))

    sweep(2)

    assert not is_resting("fake")


def test_a_gateway_that_crashes_does_not_stop_the_others(fake, monkeypatch) -> None:
    fake.rows = None

    assert sweep() == [0]


def test_a_gateway_that_is_not_set_up_is_left_alone(fake, monkeypatch) -> None:
    monkeypatch.setattr(fake, "is_configured", lambda: False)

    assert sweep() == [0]
    assert not Statement.objects.exists()


def test_open_differences_are_looked_at_again_every_turn(fake) -> None:
    attempt = attempt_at_fake()
    fake.says(row_of(attempt))
    sweep(7)
    assert Difference.objects.open().count() == 1

    fake.took(attempt)
    read_statements(MORNING + timedelta(hours=4))

    assert Difference.objects.get().ending == "booked"


# --- by hand ------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _in_the_morning(monkeypatch) -> None:
    monkeypatch.setattr("payments.management.commands.reconcile.now", lambda: MORNING)


def command(*given: str) -> tuple[int, str]:
    """Exit code, and what was said."""
    out = StringIO()
    try:
        call_command("reconcile", *given, stdout=out, stderr=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def test_says_what_was_read(fake) -> None:
    fake.says(row_of(captured()), fee_row())

    code, said = command()

    assert code == 0
    assert "fake 2026-11-20: payments 1 (¥32.00), refunds 0 (¥0.00)" in said
    assert "other rows 1, fees ¥0.20" in said
    assert "Open differences: 0" in said


def test_says_what_differs_in_plain_words(fake, resolve) -> None:
    attempt = captured()
    fake.says(fee_row())

    code, said = command("--gateway", "fake", "--date", "2026-11-20")

    assert code == 1
    assert (
        "OPEN: payment · missing in the statement · ours ¥32.00 · our number "
        f"{attempt.out_trade_no} · gateway's number {attempt.trade_no} · order "
        f"{attempt.order.number}"
    ) in said
    assert "Open differences: 1" in said
    resolve(Difference.objects.get())
    assert command("--date", "2026-11-20")[0] == 0


def test_says_when_there_is_no_statement(fake) -> None:
    fake.says(StatementNotReady())

    code, said = command()

    assert code == 1
    assert "not read" in said


@pytest.mark.parametrize("gateway", ["demo", "unknown"])
def test_knows_no_books_of(fake, gateway) -> None:
    with pytest.raises(CommandError, match="keeps no books"):
        command("--gateway", gateway)


def test_reads_a_day_long_ago(fake) -> None:
    day = date(2026, 8, 1)
    fake.says(fee_row(happened_at=NOON.replace(month=8, day=1)), day=day)

    assert command("--date", "2026-08-01")[0] == 0

    assert StatementLine.objects.get().statement.day == day
