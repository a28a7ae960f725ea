"""With broker or cache away the shop forgets, goes on, and sells."""

import logging
import time
from types import SimpleNamespace

import pytest
from django.core.cache.backends.base import InvalidCacheBackendError
from kombu.exceptions import OperationalError as BrokerAway

from orders.services import place_order
from payments.tasks import send_refund
from shop.kernel import jobs, redis_cache
from shop.kernel.redis_cache import ForgivingRedisCache
from tests.cart.factories import make_cart
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_checkout
from tests.payments.factories import (
    make_paid_order,
    whole_refund,
)

SEND = jobs._send  # the real one: a fixture replaces it in every test
CLOSED_PORT = "redis://127.0.0.1:1/0"


@pytest.fixture
def _no_broker(monkeypatch) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise BrokerAway("Connection refused")

    monkeypatch.setattr(jobs, "_send", SEND)
    monkeypatch.setattr("celery.app.task.Task.apply_async", away)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_no_broker")
def test_an_order_is_placed_without_a_broker(caplog) -> None:
    cart = make_cart(make_variant())

    with caplog.at_level(logging.WARNING, logger="shop.kernel.jobs"):
        placed = place_order(
            checkout=make_checkout(cart, email="mei@example.com"), now=NOON
        )

    assert placed.is_new
    assert "No broker for accounts.tasks.send_message" in caplog.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_no_broker")
def test_a_refund_is_due_without_a_broker() -> None:
    order = make_paid_order(make_variant())

    refund = whole_refund(order)

    assert refund.next_try_at == NOON


def test_a_real_broker_that_is_away_costs_little_time(caplog, monkeypatch) -> None:
    app = send_refund.app
    monkeypatch.setitem(app.conf, "broker_url", CLOSED_PORT)
    app.pool.force_close_all()

    def seconds() -> float:
        jobs.broker.reset()
        started = time.monotonic()
        with app.connection_for_write(CLOSED_PORT) as road, monkeypatch.context() as p:
            p.setattr(app, "connection_for_write", lambda *args, **kw: road)
            SEND(send_refund, (1,))
        return time.monotonic() - started

    assert any(seconds() < 2 for _ in range(3))  # a machine that pauses is no failure
    assert "No broker" in caplog.text


@pytest.mark.usefixtures("_no_broker")
def test_a_broker_that_is_away_is_left_alone_for_a_while(caplog, monkeypatch) -> None:
    instants = iter([100.0, 100.0, 101.0, 109.9, 110.0, 110.0])
    clock = SimpleNamespace(monotonic=lambda: next(instants))
    monkeypatch.setattr("shop.kernel.breaker.time", clock)

    for _ in range(4):
        SEND(send_refund, (1,))

    assert caplog.text.count("No broker") == 2


@pytest.fixture
def cache(monkeypatch) -> ForgivingRedisCache:
    redis_cache.breaker.reset()
    options = {"socket_timeout": 0.3, "socket_connect_timeout": 0.3, "retry": None}
    return ForgivingRedisCache(CLOSED_PORT, {"OPTIONS": options})


ANSWERS = {
    "get": (lambda cache: cache.get("k", "none"), "none"),
    "set": (lambda cache: cache.set("k", 1), None),
    "add": (lambda cache: cache.add("k", 1), True),
    "delete": (lambda cache: cache.delete("k"), False),
    "touch": (lambda cache: cache.touch("k"), False),
    "get_many": (lambda cache: cache.get_many(["k"]), {}),
    "set_many": (lambda cache: cache.set_many({"k": 1}), []),
    "delete_many": (lambda cache: cache.delete_many(["k"]), None),
    "incr": (lambda cache: cache.incr("k", 2), 2),
    "decr": (lambda cache: cache.decr("k", 2), -2),
    "has_key": (lambda cache: cache.has_key("k"), False),
    "in": (lambda cache: "k" in cache, False),
    "get_or_set": (lambda cache: cache.get_or_set("k", lambda: 7), 7),
    "clear": (lambda cache: cache.clear(), False),
}


@pytest.mark.parametrize(("ask", "expected"), ANSWERS.values(), ids=ANSWERS)
def test_a_cache_that_is_away_answers_like_an_empty_one(cache, ask, expected) -> None:
    assert ask(cache) == expected


def test_a_cache_that_is_away_is_left_alone_for_a_while(cache, monkeypatch) -> None:
    cache.get("k")
    monkeypatch.setattr(
        "django.core.cache.backends.redis.RedisCache.get",
        lambda *args, **kwargs: pytest.fail("asked again at once"),
    )

    assert cache.get("k", "none") == "none"


def test_a_cache_that_came_back_is_used_again(cache, monkeypatch) -> None:
    cache.get("k")
    redis_cache.breaker.reset()
    monkeypatch.setattr(
        "django.core.cache.backends.redis.RedisCache.get", lambda *a, **k: "here"
    )

    assert cache.get("k") == "here"


def test_a_bug_is_not_taken_for_a_cache_that_is_away(cache, monkeypatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise InvalidCacheBackendError

    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.get", broken)

    with pytest.raises(InvalidCacheBackendError):
        cache.get("k")
