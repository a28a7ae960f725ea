"""Probes say whether the shop lives and whether it can sell."""

import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from shop import health
from shop.health import readiness
from shop.models import JobRun
from tests.conftest import NOON

Disk = namedtuple("Disk", "total used free")


def test_alive_without_a_database(client: Client) -> None:
    answer = client.get("/healthz")

    assert answer.json() == {"status": "ok"}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_ready_even_when_the_beat_is_missing(client: Client) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["beat"] == "missing"


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "state"), [(30, "ok"), (121, "missing")])
def test_tells_the_beats_age(seconds: int, state: str) -> None:
    JobRun.objects.create(name="heartbeat", ran_at=NOON)

    facts = readiness(NOON + timedelta(seconds=seconds))

    assert (facts["beat"], facts["beat_age_seconds"]) == (state, seconds)


@pytest.mark.django_db
def test_not_ready_before_the_migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    health._migrations.cache_clear()
    monkeypatch.setattr(
        "django.db.migrations.executor.MigrationExecutor.migration_plan",
        lambda *_: ["something"],
    )

    assert readiness(NOON)["failed"] == "migrations"


def test_not_ready_without_the_database(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> str:
        raise OperationalError("password of the shop is …")

    monkeypatch.setattr(health, "_database", away)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["failed"] == "database"
    assert "password" not in answer.content.decode()


@pytest.mark.django_db
def test_not_ready_on_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(1000, 995, 5))

    assert readiness(NOON)["failed"] == "disk"
