"""Where the mini-program tells what happens in it.  It never looks at the answer."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja.responses import Status
from pydantic import AfterValidator, ConfigDict, StringConstraints, WithJsonSchema

from shop.insights.services import Source, keep_event, keep_metric
from shop.kernel.api.interface import PUBLIC, endpoints
from shop.kernel.api.shapes import Input, Number
from shop.kernel.clock import now
from shop.kernel.network import visitor_address

router = endpoints("Telemetry")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = Decimal(7_258_118_400_000)  # the year 2200


def _measurable(number: Decimal) -> Decimal:
    if number < 0:
        raise ValueError("no measure of anything")
    return number


def _in_our_time(milliseconds: Decimal) -> Decimal:
    if not 0 <= milliseconds <= LATEST:
        raise ValueError("not in our time")
    return milliseconds


Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Value = Annotated[
    Number,
    AfterValidator(_measurable),
    WithJsonSchema({"type": "number", "minimum": 0}),
]
Milliseconds = Annotated[
    Number,
    AfterValidator(_in_our_time),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": int(LATEST)}),
]


class Properties(Input):
    model_config = ConfigDict(extra="allow")

    timestamp: Milliseconds
    page: str


class Event(Input):
    event: Name
    properties: Properties


class Metric(Input):
    metric: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    value: Value
    timestamp: Milliseconds


@router.post("/analytics/track", response={204: None}, auth=PUBLIC)
def track(request: HttpRequest, sent: Event) -> Any:
    """Something happened in the client."""
    keep_event(
        name=sent.event,
        page=sent.properties.page,
        properties=sent.properties.model_extra or {},
        source=_source(request, sent.properties.timestamp),
        now=now(),
    )
    return Status(204, None)


@router.post("/metrics", response={204: None}, auth=PUBLIC)
def measure(request: HttpRequest, sent: Metric) -> Any:
    """Something was measured in the client."""
    keep_metric(
        name=sent.metric,
        value=float(sent.value),
        source=_source(request, sent.timestamp),
        now=now(),
    )
    return Status(204, None)


def _source(request: HttpRequest, milliseconds: Decimal) -> Source:
    return Source(
        owner_id=request.user.pk,
        address=visitor_address(request),
        said_at=EPOCH + timedelta(milliseconds=float(milliseconds)),
    )
