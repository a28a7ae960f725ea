"""Money goes back once under the shop's own number, and only Stripe says that it did."""

from datetime import timedelta
from decimal import Decimal

import pytest

from orders.models import Order
from payments.gateways.registry import gateway_named
from payments.models import MoneyCase, Refund
from payments.services import send_refund
from payments.states import RefundStatus
from tests.conftest import NOON
from tests.gateways.stripe.factories import paid
from tests.gateways.stripe.fake_server import HANG, SPOILED
from tests.payments.factories import sum_back, whole_refund

pytestmark = pytest.mark.django_db
A_MINUTE = timedelta(minutes=1)
S = RefundStatus
NO_REFUNDS = {"object": "list", "url": "/v1/refunds", "data": [], "has_more": False}


@pytest.fixture
def order(stripe) -> Order:
    return paid(stripe)


@pytest.fixture
def refund(order) -> Refund:
    return whole_refund(order)


def send(refund: Refund, *, after: timedelta = timedelta(0)) -> str:
    """Once more, when it is due; how it stands then."""
    Refund.objects.filter(pk=refund.pk, next_try_at__isnull=False).update(
        next_try_at=NOON + after
    )
    send_refund(refund_id=refund.pk, now=NOON + after)
    refund.refresh_from_db()
    return refund.status


def test_goes_back_to_the_payment_it_came_from(stripe, order, refund) -> None:
    assert send(refund) == S.DONE

    ((number, made),) = stripe.made.items()
    assert refund.gateway_number == number
    assert (made["amount"], made["currency"]) == (3200, "cny")
    assert made["payment_intent"] == order.attempts.get().trade_no
    assert made["metadata"] == {
        "refund_number": refund.number,
        "out_trade_no": order.attempts.get().out_trade_no,
    }
    assert stripe.keys_of("refund") == [refund.number]


@pytest.mark.parametrize("said", ["pending", "requires_action"])
def test_accepted_is_not_done(stripe, refund, said) -> None:
    stripe.refund_status = said

    assert send(refund) == S.PROCESSING
    stripe.made[refund.gateway_number]["status"] = "succeeded"
    assert send(refund, after=A_MINUTE) == S.DONE
    assert len(stripe.made) == 1


@pytest.mark.parametrize("said", ["failed", "canceled"])
def test_what_fails_is_money_to_decide(stripe, order, refund, said) -> None:
    stripe.refund_status = "pending"
    send(refund)
    made = stripe.made[refund.gateway_number]
    made.update(status=said, failure_reason="lost_or_stolen_card")

    assert send(refund, after=A_MINUTE) == S.FAILED
    assert refund.note == "lost_or_stolen_card"
    assert MoneyCase.objects.get().refund == refund


@pytest.mark.parametrize("status", [HANG, 429, 500, 502, 503])
@pytest.mark.parametrize("acts", [True, False])
def test_an_unknown_outcome_never_pays_twice(stripe, refund, status, acts) -> None:
    stripe.fail("refund", status, acts=acts)

    assert send(refund) == S.UNKNOWN
    assert send(refund, after=A_MINUTE) == S.DONE
    assert len(stripe.made) == 1


def test_an_error_that_is_repeated_waits_for_what_stripe_may_still_do(
    stripe, refund
) -> None:
    stripe.fail("refund", SPOILED)

    send(refund)
    assert send(refund, after=A_MINUTE / 2) == S.UNKNOWN
    assert not stripe.made
    assert send(refund, after=A_MINUTE) == S.DONE
    assert len(set(stripe.keys_of("refund"))) == 2


def test_an_error_after_which_it_was_done_is_not_followed_by_another(
    stripe, order
) -> None:
    """A look into the books that came too early does not make it two."""
    refund = sum_back(order, "5.00")
    stripe.fail("refund", SPOILED, acts=True)
    send(refund)
    stripe.fail("refunds", 200, body=NO_REFUNDS)

    assert send(refund, after=A_MINUTE) == S.DONE
    assert len(stripe.made) == 1


def test_a_request_that_is_made_again_is_made_under_the_same_key(
    stripe, refund
) -> None:
    """Its first sending may still be on the way."""
    stripe.fail("refund", HANG)

    send(refund)
    send(refund, after=A_MINUTE)

    assert stripe.keys_of("refund") == [refund.number] * 2


def test_a_key_that_was_used_for_something_else_says_nothing(stripe, refund) -> None:
    stripe.keys[refund.number] = (("refund", {"amount": "1"}), 200, {})

    assert send(refund) == S.UNKNOWN


@pytest.mark.parametrize("answer", [b"<html>", b"{}", b"[]"])
def test_an_unreadable_answer_is_no_answer(stripe, refund, answer) -> None:
    stripe.fail("refund", 200, acts=True, body=answer)

    assert send(refund) == S.UNKNOWN


@pytest.mark.parametrize(
    "wrong", [{"amount": 3199}, {"metadata": {}}, {"currency": "usd"}, {"status": "?"}]
)
def test_an_answer_about_another_refund_is_none(stripe, refund, wrong) -> None:
    other = {
        "id": "re_other",
        "object": "refund",
        "status": "succeeded",
        "amount": 3200,
        "currency": "cny",
        "metadata": {"refund_number": refund.number},
    }
    stripe.fail("refund", 200, body=other | wrong)

    assert send(refund) == S.UNKNOWN


@pytest.mark.parametrize("code", ["charge_disputed", "amount_too_large", ""])
def test_a_refusal_is_final(stripe, refund, code) -> None:
    stripe.fail("refund", 400, code=code)

    assert send(refund) == S.FAILED
    assert refund.note == code


def test_an_empty_account_is_waited_for(stripe, refund) -> None:
    stripe.fail("refund", 400, code="balance_insufficient")

    assert send(refund) == S.PROCESSING
    assert refund.note == "balance_insufficient"
    stripe.keys.clear()
    assert send(refund, after=A_MINUTE) == S.DONE


def test_refused_because_it_was_made_before_is_done(stripe, refund) -> None:
    """The key was forgotten, and a look into the books came too early."""
    stripe.fail("refund", HANG, acts=True)
    send(refund)
    stripe.keys.clear()
    stripe.fail("refunds", 200, body=NO_REFUNDS)

    assert send(refund, after=A_MINUTE) == S.DONE
    assert len(stripe.made) == 1


def test_is_found_on_a_later_page(stripe, order) -> None:
    stripe.page_size = 2
    first = sum_back(order, "1.00")
    stripe.fail("refund", HANG, acts=True)
    send(first)
    for amount in ("2.00", "3.00", "4.00", "5.00"):
        send(sum_back(order, amount))

    assert send(first, after=A_MINUTE) == S.DONE
    assert len(stripe.made) == 5
    assert len(stripe.asked_for("refunds")) == 3


def test_a_page_that_does_not_come_is_no_absence(stripe, order) -> None:
    stripe.page_size = 1
    first, second = sum_back(order, "1.00"), sum_back(order, "2.00")
    stripe.fail("refund", HANG, acts=True)
    send(first)
    send(second)
    stripe.fail("refunds", 200, body={"object": "list", "data": [{"id": "re_x"}],
        "has_more": True, "url": "/v1/refunds"})  # fmt: skip
    stripe.fail("refunds", 503)

    assert send(first, after=A_MINUTE) == S.UNKNOWN
    assert len(stripe.made) == 2


def test_a_part_that_stripe_cannot_send_is_not_rounded(stripe, refund) -> None:
    refund.attempt.currency = "KWD"
    refund.amount = Decimal("1.234")
    state = gateway_named("stripe").refund(refund, now=NOON)

    assert state.answer.value == "failed"
    assert not stripe.made


def test_parts_never_exceed_the_payment(stripe, order) -> None:
    for amount in ("15.00", "5.00"):
        assert send(sum_back(order, amount)) == S.DONE

    order.refresh_from_db()
    intent = stripe.intents[order.attempts.get().trade_no]
    assert (intent["refunded"], order.refunded) == (2000, Decimal(20))
