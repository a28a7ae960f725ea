"""A gateway that is away is left alone for a while; the shop goes on selling."""

from collections.abc import Callable

import pytest

from payments.errors import GatewayAway
from payments.gateways import watch
from payments.gateways.watch import is_resting, watched
from payments.models import PaymentAttempt
from shop.kernel import breaker
from shop.kernel.breaker import TIMES_IN_A_ROW
from tests.catalog.factories import make_variant
from tests.orders.factories import make_order
from tests.walks import at_noon, guest_of, text_of  # noqa: F401


def fail(times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(GatewayAway), watched("demo"):
            raise GatewayAway


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Seconds go by when the test says so."""
    clock = [1000.0]

    def wait(seconds: float) -> None:
        clock[0] += seconds

    monkeypatch.setattr(breaker.time, "monotonic", lambda: clock[0])
    return wait


def test_one_lost_answer_says_nothing() -> None:
    fail(TIMES_IN_A_ROW - 1)

    assert not is_resting("demo")


def test_several_in_a_row_give_it_a_rest() -> None:
    fail(TIMES_IN_A_ROW)

    assert is_resting("demo")
    assert not is_resting("another")
    with pytest.raises(GatewayAway), watched("demo"):
        pytest.fail("it was asked all the same")


def test_an_answer_between_them_counts() -> None:
    fail(TIMES_IN_A_ROW - 1)
    with watched("demo"):
        pass
    fail(TIMES_IN_A_ROW - 1)

    assert not is_resting("demo")


def test_other_errors_are_answers() -> None:
    for _ in range(TIMES_IN_A_ROW + 1):
        with pytest.raises(ValueError, match="odd"), watched("demo"):
            raise ValueError("odd")

    assert not is_resting("demo")


def test_after_the_pause_it_is_tried_again(passing: Callable[[float], None]) -> None:
    fail(TIMES_IN_A_ROW)
    passing(breaker.PAUSE_SECONDS)

    assert not is_resting("demo")
    fail()  # once more is enough
    assert is_resting("demo")


def test_an_answer_after_the_pause_ends_it(passing: Callable[[float], None]) -> None:
    fail(TIMES_IN_A_ROW)
    passing(breaker.PAUSE_SECONDS)
    with watched("demo"):
        pass
    fail(TIMES_IN_A_ROW - 1)

    assert not is_resting("demo")


@pytest.mark.django_db
def test_the_pay_page_says_why_a_way_is_missing() -> None:
    order = make_order(make_variant())
    fail(TIMES_IN_A_ROW)
    client, path = guest_of(order), f"/orders/{order.number}/pay/"

    page = text_of(client.get(path))
    response = client.post(path, {"gateway": "demo"})

    assert "Demo payment can't be reached at the moment." in page
    assert 'value="demo"' not in page
    assert "No way of payment is switched on" not in page
    assert response.status_code == 422
    assert not PaymentAttempt.objects.exists()
    watch.forget()
    assert 'value="demo"' in text_of(client.get(path))
