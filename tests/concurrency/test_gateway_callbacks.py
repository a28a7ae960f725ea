"""One payment, told of by everybody at once: a callback and its repetition, another one
under a new id, and the page that waits and asks.  It counts once, at every gateway.

(What happens without the locks is shown in `test_races.py`.)
"""

import json
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from orders.models import Order
from orders.states import OrderStatus
from payments.gateways.stripe.client import _client as stripe_client
from payments.models import GatewayEvent, MoneyCase, PaymentAttempt, Refund
from payments.services import ask_gateway, send_refund, settle_event
from payments.states import RefundStatus
from tests.catalog.factories import make_variant
from tests.concurrency.processes import kinds, race
from tests.conftest import NOON
from tests.gateways.alipay import factories as at_alipay
from tests.gateways.alipay.conftest import alipay, keys  # noqa: F401
from tests.gateways.stripe import factories as at_stripe
from tests.gateways.stripe.conftest import post as post_to_stripe
from tests.gateways.stripe.conftest import stripe  # noqa: F401
from tests.gateways.stripe.fake_server import event
from tests.gateways.wechat import walks as at_wechat
from tests.gateways.wechat.conftest import wechat  # noqa: F401
from tests.gateways.wechat.seals import callback_body
from tests.orders.factories import make_order
from tests.payments.factories import sum_back
from tests.walks import at_noon  # noqa: F401

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 8
Tell = Callable[[], Any]
Told = tuple[PaymentAttempt, list[Tell]]


def by_alipay(fake: Any, order: Order) -> Told:
    attempt = at_alipay.make_attempt(order)
    fake.books.pay(attempt.out_trade_no, attempt.amount)
    forms = [fake.notification(attempt.out_trade_no) for _ in range(2)]
    return attempt, [lambda form=form: at_alipay.call(form) for form in forms]


def by_wechat(fake: Any, order: Order) -> Told:
    attempt = at_wechat.started(order=order)
    fake.books.pay(attempt.out_trade_no)
    about = fake.books.trade(attempt.out_trade_no)
    bodies = [callback_body("TRANSACTION.SUCCESS", about) for _ in range(2)]
    return attempt, [lambda body=body: at_wechat.post(body) for body in bodies]


def by_stripe(fake: Any, order: Order) -> Told:
    attempt = at_stripe.started(order)
    session = fake.pay(fake.sessions[attempt.reference])
    ids = [f"evt_{secrets.token_hex(8)}" for _ in range(2)]
    bodies = [
        json.dumps(event("checkout.session.completed", session, id=one)).encode()
        for one in ids
    ]
    return attempt, [lambda body=body: post_to_stripe(body) for body in bodies]


PAID: dict[str, Callable[[Any, Order], Told]] = {
    "alipay": by_alipay,
    "wechat": by_wechat,
    "stripe": by_stripe,
}


def work_on(attempt: PaymentAttempt) -> None:
    for stored in GatewayEvent.objects.filter(attempt=attempt):
        settle_event(event_id=stored.pk, now=NOON)


def tell_and_ask(gateway: str, fake: Any, rounds: int) -> list[list[str]]:
    told = [PAID[gateway](fake, make_order(make_variant())) for _ in range(rounds)]
    stripe_client.cache_clear()  # or four processes would share one connection

    def tell(which: int) -> Callable[[int], None]:
        def deliver(number: int) -> None:
            attempt, tells = told[number]
            assert tells[which]().status_code in (200, 204)
            work_on(attempt)

        return deliver

    def ask(number: int) -> None:
        ask_gateway(attempt_id=told[number][0].pk, now=NOON)

    return race(tell(0), tell(0), tell(1), ask, rounds=rounds)


@pytest.mark.parametrize("gateway", PAID)
def test_a_payment_that_all_tell_of_counts_once(gateway: str, request) -> None:
    errors = tell_and_ask(gateway, request.getfixturevalue(gateway), ROUNDS)

    assert kinds(errors) == set()
    assert Order.objects.count() == GatewayEvent.objects.count() / 2 == ROUNDS
    for order in Order.objects.all():
        cup, attempt = order.lines.get().variant, order.attempts.get()
        assert order.status == OrderStatus.AWAITING_SHIPMENT
        assert (order.captured, attempt.captured) == (order.total, order.total)
        assert (attempt.settles, cup.reserved) == (True, 1)
    assert not Refund.objects.exists()
    assert not MoneyCase.objects.exists()


def test_a_refund_of_a_part_at_alipay_tells_of_the_payment_and_adds_nothing(
    alipay,  # noqa: F811
) -> None:
    """TRADE_SUCCESS again, twice and under new ids, while the refund is being sent."""
    refunds, forms = [], []
    for _ in range(ROUNDS):
        attempt = at_alipay.make_paid_attempt(alipay)
        refund = sum_back(attempt.order, "5.00")
        about = {"refund_fee": "5.00", "out_biz_no": refund.number}
        told = [alipay.notification(attempt.out_trade_no, **about) for _ in range(2)]
        refunds.append(refund)
        forms.append(told)

    def tell(which: int) -> Callable[[int], None]:
        def deliver(number: int) -> None:
            assert at_alipay.call(forms[number][which]).content == b"success"
            work_on(refunds[number].attempt)

        return deliver

    def send(number: int) -> None:
        send_refund(refund_id=refunds[number].pk, now=NOON)

    def ask(number: int) -> None:
        ask_gateway(attempt_id=refunds[number].attempt_id, now=NOON, closing=True)

    errors = race(send, tell(0), tell(1), ask, rounds=ROUNDS)

    assert kinds(errors) == set()
    for refund in Refund.objects.select_related("attempt__order"):
        order = refund.attempt.order
        assert refund.status == RefundStatus.DONE
        assert (order.captured, order.refunded) == (order.total, refund.amount)
    assert Refund.objects.count() == PaymentAttempt.objects.count() == ROUNDS
    assert not MoneyCase.objects.exists()
