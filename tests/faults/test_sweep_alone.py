"""Without a worker, a clock of Celery's and a broker, `manage.py sweep` does all that is
due, every kind of it."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from shop.kernel.jobs import timetable
from shop.models import JobRun
from tests.conftest import NOON
from tests.faults.claims import NOTHING_IS_DUE, is_paid
from tests.faults.due_work import DUE_WORK
from tests.faults.redis_faults import refusing
from tests.faults.shop_process import ShopProcess
from tests.faults.shopping import pay, place
from tests.faults.visitor import Visitor
from tests.laws import broken_laws

MOST_SECONDS = 60  # after it is due (reliability plan, D)


class Clock:
    """The wall's; sweep reads it by itself."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    wall = Clock()
    monkeypatch.setattr("django.utils.timezone.now", wall)
    return wall


def sweep() -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("sweep", stdout=StringIO())
    assert ended.value.code == 0


def test_every_job_has_its_work_below() -> None:
    assert set(DUE_WORK) == set(timetable)


@pytest.mark.django_db
@pytest.mark.parametrize("job", DUE_WORK)
def test_what_is_due_is_done(clock: Clock, job: str) -> None:
    due_at, is_done = DUE_WORK[job]()
    assert not is_done()

    clock.now = due_at
    sweep()

    assert is_done()


WAITS = [job for job in DUE_WORK if job not in ("heartbeat", "check the ledger")]


@pytest.mark.django_db
@pytest.mark.parametrize("job", WAITS)
def test_no_other_job_does_it(clock: Clock, monkeypatch, job: str) -> None:
    """So the test above would fail without the very job."""
    due_at, is_done = DUE_WORK[job]()
    monkeypatch.delitem(timetable, job)

    clock.now = due_at
    sweep()

    assert not is_done()


@pytest.mark.django_db(transaction=True)
def test_all_kinds_together_are_done_as_they_come_due(clock: Clock) -> None:
    work = {job: make() for job, make in DUE_WORK.items()}
    moments = sorted({due_at for due_at, _ in work.values()})

    for moment in moments:
        clock.now = moment
        sweep()
        clock.now = moment + timedelta(seconds=6)
        sweep()

    assert [job for job, (_, is_done) in work.items() if not is_done()] == []
    assert not JobRun.objects.exclude(error="").exists()
    assert broken_laws() == {}


def test_a_loop_keeps_a_shop_going_where_there_is_no_broker(
    real_shop: ShopProcess,
) -> None:
    """The buyer has paid and left: the bank calls, and everything follows in time."""
    with refusing() as url:
        real_shop.environment["REDIS_URL"] = url
        real_shop.start("web", "sweep")
        buyer = Visitor(home=real_shop.url)

        order = place(buyer, phone="13900000001")
        pay(buyer, order, leaves=True)
        started = time.monotonic()
        while not (real_shop.says(is_paid(order)) and real_shop.says(NOTHING_IS_DUE)):
            assert time.monotonic() - started < MOST_SECONDS
            time.sleep(0.5)

        assert "none is broken" in real_shop.manage("check_ledger", "--prompt")
