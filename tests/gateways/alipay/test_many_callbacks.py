"""Callbacks in any order, twice, forged, wrong and early end in exactly one state each.

`CALLBACKS=1000` makes a measurement of it, with `-s`.
"""

import os
import random
import time

import pytest

from orders.models import Order
from orders.states import OrderStatus
from payments.models import GatewayEvent, MoneyCase, PaymentAttempt
from payments.states import AttemptStatus
from tests.catalog.factories import make_variant
from tests.gateways.alipay.factories import call, make_attempt, settle_events
from tests.gateways.alipay.fake import FakeAlipay
from tests.laws import broken_laws
from tests.orders.factories import make_order

pytestmark = pytest.mark.django_db

MANY = int(os.environ.get("CALLBACKS", "40"))
FORGED, WRONG, EARLY, TWICE = 0.05, 0.05, 0.02, 0.3


def paid(fake: FakeAlipay) -> list[PaymentAttempt]:
    """At Alipay, and the shop has not heard of any."""
    cup = make_variant(on_hand=MANY)
    attempts = [make_attempt(make_order(cup)) for _ in range(MANY)]
    for attempt in attempts:
        fake.books.pay(attempt.out_trade_no, attempt.amount)
    return attempts


def share(of: list[PaymentAttempt], part: float) -> list[PaymentAttempt]:
    """So many of them, at least one, taken away from the list."""
    return [of.pop() for _ in range(max(1, round(MANY * part)))]


def sent(fake: FakeAlipay, attempts: list[PaymentAttempt]) -> list[dict[str, str]]:
    return [fake.notification(attempt.out_trade_no) for attempt in attempts]


def measured(forms: list[dict[str, str]], status: int) -> list[float]:
    times = []
    for form in forms:
        begun = time.perf_counter()
        answer = call(form)
        times.append(time.perf_counter() - begun)
        assert answer.status_code == status
    return times


def test_each_order_is_paid_once_or_not_at_all(alipay: FakeAlipay) -> None:
    chance = random.Random(4)  # noqa: S311 (a shuffle)
    good = paid(alipay)
    forged, wrong = share(good, FORGED), share(good, WRONG)
    early = good[: max(1, round(MANY * EARLY))]
    for attempt in wrong:
        alipay.books.trades[attempt.out_trade_no].amount += 1
    lies = [form | {"total_amount": "0.01"} for form in sent(alipay, forged)]
    told = sent(alipay, good + wrong)
    told += chance.sample(told, round(len(told) * TWICE))
    chance.shuffle(told)

    hide(early)
    measured(sent(alipay, early), 404)
    hide(early, again=True)
    times = measured(told, 200) + measured(lies, 403)
    settle_events()

    settled = Order.objects.filter(status=OrderStatus.AWAITING_SHIPMENT)
    assert settled.count() == len(good)
    assert numbers(AttemptStatus.CAPTURED) == {one.out_trade_no for one in good}
    assert numbers(AttemptStatus.DISPUTED) == {one.out_trade_no for one in wrong}
    assert numbers(AttemptStatus.OPEN) == {one.out_trade_no for one in forged}
    assert MoneyCase.objects.count() == len(wrong)
    assert not GatewayEvent.objects.filter(processed_at=None, attempt__isnull=False)
    assert broken_laws() == {}
    p95 = sorted(times)[len(times) * 95 // 100]
    print(f"{len(times)} callbacks, p95 {p95 * 1000:.1f} ms")  # noqa: T201


def numbers(status: AttemptStatus) -> set[str]:
    found = PaymentAttempt.objects.filter(status=status)
    return set(found.values_list("out_trade_no", flat=True))


def hide(attempts: list[PaymentAttempt], *, again: bool = False) -> None:
    """Until a callback has overtaken our own commit."""
    for attempt in attempts:
        number = attempt.out_trade_no if again else f"X{attempt.pk}"
        PaymentAttempt.objects.filter(pk=attempt.pk).update(out_trade_no=number)
