"""Whatever is due gets done, with or without Celery, and one failure stops nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from shop import celery, tasks
from shop.jobs import run
from shop.kernel import jobs
from shop.kernel.jobs import Job, timetable
from shop.management.commands.sweep import due_jobs
from shop.models import JobRun
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
REGISTERED = {
    "heartbeat",
    "send messages",
    "forget old tries",
    "forget guest carts",
    "expire unpaid orders",
    "settle stored events",
    "ask about open payments",
    "send refunds",
    "deliver demo callbacks",
}


@pytest.fixture
def bare_timetable() -> Iterator[dict[str, Job]]:
    """Without the shop's own jobs."""
    own = timetable.copy()
    timetable.clear()
    yield timetable
    timetable.clear()
    timetable.update(own)


def settle_two(now: datetime) -> int:
    return 2


def fail(now: datetime) -> int:
    JobRun.objects.get(name="not there")
    return 1


def sweep() -> tuple[str, int]:
    out = StringIO()
    with pytest.raises(SystemExit) as exit_:
        call_command("sweep", stdout=out)
    return out.getvalue(), exit_.value.code


def test_every_apps_jobs_are_on_the_timetable() -> None:
    assert set(timetable) >= REGISTERED


def test_beat_follows_the_timetable() -> None:
    celery.app.finalize()
    schedule = celery.app.conf.beat_schedule

    assert schedule.keys() == timetable.keys()
    for name, entry in schedule.items():
        assert entry["task"] == "shop.tasks.run_job"
        assert entry["args"] == (name,)
        assert entry["options"]["expires"] == timetable[name].every.total_seconds()


def test_a_worker_knows_the_tasks_of_every_app() -> None:
    celery.app.loader.import_default_modules()

    assert {"shop.tasks.run_job", "accounts.tasks.send_message"} <= set(
        celery.app.tasks
    )


def test_a_run_is_written_down() -> None:
    run(Job(name="two", every=MINUTE, run=settle_two), NOON)

    assert JobRun.objects.values_list("ran_at", "settled", "error").get() == (
        NOON,
        2,
        "",
    )


def test_a_failure_is_written_down_and_raises_nothing() -> None:
    run(Job(name="broken", every=MINUTE, run=fail), NOON)

    row = JobRun.objects.get()
    assert (row.settled, row.error) == (0, "DoesNotExist")


def test_the_worker_runs_a_job_by_name(bare_timetable: dict[str, Job]) -> None:
    jobs.periodic("two", every=MINUTE)(settle_two)

    tasks.run_job("two")

    assert JobRun.objects.get().settled == 2


def test_sweep_names_every_job_and_its_count(bare_timetable: dict[str, Job]) -> None:
    jobs.periodic("two", every=MINUTE)(settle_two)

    assert sweep() == ("two: 2\n", 0)


def test_sweep_goes_on_after_a_failure_and_says_so(
    bare_timetable: dict[str, Job],
) -> None:
    jobs.periodic("two", every=MINUTE)(settle_two)
    jobs.periodic("broken", every=MINUTE)(fail)  # the last of the list runs first

    assert sweep() == ("broken: FAILED (DoesNotExist)\ntwo: 2\n", 1)


def test_the_shops_own_jobs_have_nothing_to_do_in_an_empty_shop() -> None:
    output, code = sweep()

    assert code == 0
    assert {line.rpartition(": ")[2] for line in output.splitlines()} == {"0"}


@pytest.mark.parametrize(
    ("seconds", "is_due"), [(0, False), (58, False), (59, True), (60, True), (90, True)]
)
def test_a_loop_keeps_each_jobs_period(
    bare_timetable: dict[str, Job], seconds: int, is_due: bool
) -> None:
    jobs.periodic("two", every=MINUTE)(settle_two)
    run(timetable["two"], NOON)

    due = due_jobs(NOON + timedelta(seconds=seconds))

    assert bool(due) is is_due


def test_a_nudge_waits_for_the_commit(
    nudges: list, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        with transaction.atomic():
            jobs.nudge(tasks.run_job, "two")
        before = list(nudges)

    assert before == []
    assert nudges == [("shop.tasks.run_job", ("two",))]


def test_without_a_broker_the_sale_stands(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks, caplog
) -> None:
    class NoBroker:
        name = "some task"

        def apply_async(self, args: object, *, retry: bool) -> None:
            raise ConnectionError

    monkeypatch.undo()  # the real sender
    with django_capture_on_commit_callbacks(execute=True):
        jobs.nudge(NoBroker(), 1)

    assert "No broker for some task" in caplog.text
    assert connection.is_usable()
