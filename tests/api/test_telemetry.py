"""What the mini-program tells of itself is kept as it came, and means nothing else."""

from typing import Any

import pytest

from orders.models import Order
from shop.insights import services
from shop.insights.models import ClientEvent, ClientMetric
from tests.accounts.factories import make_mei
from tests.api.calling import Answer, call, token_of

pytestmark = pytest.mark.django_db
AT = 1_795_000_000_000
SEEN = {"timestamp": AT, "page": "/pages/home"}
TOOK = {"metric": "page_load", "value": 12.5, "timestamp": AT}


def track(body: Any, **how: Any) -> Answer:
    return call("POST", "/analytics/track", body, **how)


def measure(body: Any, **how: Any) -> Answer:
    return call("POST", "/metrics", body, **how)


def test_an_event_is_kept(django_assert_num_queries) -> None:
    more = {"price": 19.9, "n": {"a": [1, None, "<b>"]}}

    measure(TOOK)  # the first one begins the count

    with django_assert_num_queries(3):
        answer = track({"event": "page_view", "properties": SEEN | more, "owner": 1})

    assert answer.status == 204
    event = ClientEvent.objects.get()
    assert (event.name, event.page, event.properties) == (
        "page_view",
        "/pages/home",
        more,
    )
    assert event.said_at.timestamp() * 1000 == AT
    assert event.owner is None


def test_a_measurement_is_kept_of_whom_a_token_names() -> None:
    mei = make_mei()

    assert measure(TOOK, token=token_of(mei)).status == 204
    assert measure(TOOK, token="nonsense").status == 204

    assert list(ClientMetric.objects.values_list("value", "owner_id")) == [
        (12.5, mei.pk),
        (12.5, None),
    ]


def test_a_purchase_makes_no_order() -> None:
    assert track({"event": "purchase", "properties": SEEN | {"total": 1}}).status == 204
    assert not Order.objects.exists()


@pytest.mark.parametrize("name", ["", "Page", "1a", "a-b", "a" * 65, "a\n", 5, None])
def test_an_event_has_a_name_of_a_kind(name: Any) -> None:
    assert track({"event": name, "properties": SEEN}).status == 400


@pytest.mark.parametrize(
    "properties",
    [
        None,
        [],
        "x",
        {},
        {"page": "/"},
        {"timestamp": AT},
        SEEN | {"timestamp": str(AT)},
        SEEN | {"timestamp": -1},
        SEEN | {"timestamp": True},
        SEEN | {"timestamp": 10**15},
        SEEN | {"page": 5},
        SEEN | {"page": "\0"},
    ],
)
def test_an_event_says_when_and_where(properties: Any) -> None:
    assert track({"event": "page_view", "properties": properties}).status == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"metric": ""},
        {"metric": "x" * 65},
        {"metric": 5},
        {"value": None},
        {"value": -1},
        {"value": "1"},
        {"value": True},
        {"value": 10**400},
        {"timestamp": None},
        {"timestamp": 10**15},
    ],
)
def test_a_measurement_is_a_number_of_something(wrong: dict[str, Any]) -> None:
    assert measure(TOOK | wrong).refused == (400, "INVALID_PARAMS")
    assert not ClientMetric.objects.exists()


def test_telemetry_is_small() -> None:
    long = {"event": "page_view", "properties": SEEN | {"x": "x" * 16_384}}

    assert track(long).refused == (413, "TOO_LARGE")
    assert measure(TOOK | {"x": "x" * 16_384}).status == 413
    assert track({"event": "a", "properties": SEEN | {"x": "x" * 15_000}}).status == 204


def test_whoever_says_too_much_waits(monkeypatch) -> None:
    monkeypatch.setattr(
        services, "PER_ADDRESS", services.Limit("telemetry", 2, services.KEPT_FOR)
    )

    told = [measure(TOOK).status for _ in range(2)]

    assert told == [204, 204]
    answer = measure(TOOK)
    assert answer.refused == (429, "RATE_LIMITED")
    assert int(answer.headers["Retry-After"]) > 0
