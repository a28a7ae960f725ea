"""A buyer's pages stay pages, however the bank answers over real HTTP."""

import pytest

from payments.gateways.demo.faults import AFTER_ACTING, UNCLEAR
from payments.models import DemoTrade, PaymentAttempt
from tests.faults.live_bank import PAID, World, assert_all_is_over, states
from tests.walks import at_noon, guest_of, text_of  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def test_choosing_to_pay_can_be_repeated(world: World) -> None:
    kinds = sorted(AFTER_ACTING - {"out_of_order"})
    orders = [world.order(("open", kind)) for kind in kinds]

    for order in orders:
        client, url = guest_of(order), f"/orders/{order.number}/pay/"
        first = client.post(url, {"gateway": "demo"})
        second = client.post(url, {"gateway": "demo"})

        number = order.attempts.get().out_trade_no
        assert first.status_code == 503
        assert "be reached. Please try again." in text_of(first)
        assert (second.status_code, second.url) == (303, f"/payments/demo/{number}/")

    assert_all_is_over()
    assert DemoTrade.objects.count() == len(kinds)


def test_the_waiting_page_waits_and_then_knows(world: World) -> None:
    orders = {
        kind: world.pay(world.order(("callback", "lost"), ("query", kind)))
        for kind in sorted(UNCLEAR)
    }

    for order in orders.values():
        client, url = guest_of(order), f"/orders/{order.number}/pay/wait/"
        first = client.get(url)
        PaymentAttempt.objects.update(asked_at=None)
        second = client.get(url)

        assert (first.status_code, "Refresh" in first.headers) == (200, True)
        assert (second.status_code, second.url) == (
            303,
            f"{url.removesuffix('wait/')}done/",
        )

    assert states(orders) == dict.fromkeys(orders, PAID)
    assert_all_is_over()
