"""Can this process sell?  What `/readyz` answers."""

import shutil
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from shop.models import JobRun

LEAST_FREE_DISK = 0.01
BEAT_IS_MISSING_AFTER = timedelta(minutes=2)


class NotReady(Exception):
    """Something without which no order can be placed."""


def readiness(now: datetime) -> dict[str, Any]:
    """What there is to know.  A missing beat is told, but stops nobody from buying."""
    facts: dict[str, Any] = {}
    try:
        facts["database"] = _database()
        facts["migrations"] = _migrations()
        facts |= _beat(now)
    except DatabaseError:
        facts["failed"] = "database"
    except NotReady as reason:
        facts["failed"] = str(reason)
    disk = shutil.disk_usage(settings.SHOP_VAR)
    facts["disk_free_percent"] = round(100 * disk.free / disk.total)
    if disk.free < disk.total * LEAST_FREE_DISK:
        facts["failed"] = "disk"
    return facts


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


@cache
def _migrations() -> str:
    """Remembered once it is true: a running process does not lose a migration."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady("migrations")
    return "ok"


def _beat(now: datetime) -> dict[str, Any]:
    heartbeat = JobRun.objects.filter(name="heartbeat").first()
    if heartbeat is None:
        return {"beat": "missing"}
    age = now - heartbeat.ran_at
    state = "missing" if age > BEAT_IS_MISSING_AFTER else "ok"
    return {"beat": state, "beat_age_seconds": round(age.total_seconds())}
