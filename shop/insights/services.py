"""Writes down what the client says.  Whoever says too much is asked to wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.services.tries import Limit, spend_try
from shop.insights.models import ClientEvent, ClientMetric

PER_ADDRESS = Limit("telemetry", 1200, timedelta(minutes=1))
KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Source:
    """Who says it, from which address, and when by their own clock."""

    owner_id: int | None
    address: str
    said_at: datetime


def keep_event(
    *, name: str, page: str, properties: dict[str, Any], source: Source, now: datetime
) -> None:
    """Write an event down.  Raises TooManyTries."""
    spend_try(PER_ADDRESS, who=source.address, now=now)
    ClientEvent.objects.create(
        name=name,
        page=page,
        properties=properties,
        owner_id=source.owner_id,
        said_at=source.said_at,
        received_at=now,
    )


def keep_metric(*, name: str, value: float, source: Source, now: datetime) -> None:
    """Write a measurement down.  Raises TooManyTries."""
    spend_try(PER_ADDRESS, who=source.address, now=now)
    ClientMetric.objects.create(
        name=name,
        value=value,
        owner_id=source.owner_id,
        said_at=source.said_at,
        received_at=now,
    )


def forget_old_telemetry(now: datetime) -> int:
    """Housekeeping; how many rows had been kept long enough."""
    return sum(
        model._default_manager.filter(received_at__lt=now - KEPT_FOR).delete()[0]
        for model in (ClientEvent, ClientMetric)
    )
