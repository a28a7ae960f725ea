"""A Redis that forgets everything, stops and comes back takes no order with it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.claims import (
    NOTHING_IS_DUE,
    assert_prompt,
    is_given_back,
    is_paid,
)
from tests.faults.redis_faults import REDIS_SERVER, RealRedis
from tests.faults.shop_process import ShopProcess
from tests.faults.shopping import cancel, log_in, look_around, pay, place, refund
from tests.faults.visitor import Visitor

pytestmark = pytest.mark.skipif(
    not REDIS_SERVER, reason="NOT RUN: there is no redis-server"
)
RECOVERY_SECONDS = 30
JOBS = "SELECT MAX(ran_at) FROM shop_jobrun WHERE error = ''"


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RealRedis]:
    server = RealRedis(tmp_path)
    server.start()
    yield server
    server.stop()


def test_what_it_forgot_is_made_up_for(
    real_shop: ShopProcess, redis: RealRedis
) -> None:
    """It forgets after every step, and stops for good before the money goes back."""
    real_shop.environment["REDIS_URL"] = redis.url
    real_shop.start("web")
    one, two, staff = (Visitor(home=real_shop.url) for _ in range(3))
    lost = 0

    look_around(one)
    lost += redis.forget_everything()
    first = place(one, phone="13900000001")
    lost += redis.forget_everything()
    assert pay(one, first) == f"{first}pay/done/"
    lost += redis.forget_everything()
    second = place(two, phone="13900000002")
    lost += redis.forget_everything()
    pay(two, second, leaves=True)
    lost += redis.forget_everything()
    real_shop.sweep_until(is_paid(first), is_paid(second))
    redis.stop()
    log_in(staff, "owner@example.com", to="/admin/")
    refund(staff, first)
    cancel(two, second)
    real_shop.sweep_until(is_given_back(first), is_given_back(second), NOTHING_IS_DUE)

    assert lost > 0, "there was nothing to forget"
    assert_prompt([*one.answers, *two.answers, *staff.answers])
    assert "none is broken" in real_shop.manage("check_ledger", "--prompt")


def test_worker_and_beat_come_back_with_it(
    real_shop: ShopProcess, redis: RealRedis
) -> None:
    real_shop.environment["REDIS_URL"] = redis.url
    real_shop.start("worker", "beat")
    wait_for_a_job(real_shop, 60)

    redis.forget_everything()
    forgotten = wait_for_a_job(real_shop, RECOVERY_SECONDS)
    redis.stop()
    time.sleep(3)
    redis.start()
    restarted = wait_for_a_job(real_shop, RECOVERY_SECONDS)

    assert max(forgotten, restarted) < RECOVERY_SECONDS


def wait_for_a_job(shop: ShopProcess, seconds: int) -> float:
    """How long it took until beat had asked for a job and the worker had done it."""
    ran_before, started = shop.ask(JOBS), time.monotonic()
    while time.monotonic() - started < seconds:
        if shop.ask(JOBS) != ran_before:
            return time.monotonic() - started
        time.sleep(0.2)
    raise AssertionError((shop.var / "worker.log").read_text()[-3000:])
