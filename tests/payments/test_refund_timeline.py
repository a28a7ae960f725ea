"""A buyer sees of each refund what it is for, how far it is, and how its amount came about."""

from datetime import timedelta
from decimal import Decimal

import pytest

from orders.models import Order
from orders.services import expire_order
from orders.states import Actor
from payments.gateways.base import RefundAnswer, RefundState
from payments.models import Refund
from payments.selectors import RefundView, refunds_panel
from payments.services import (
    Wish,
    cancel_order,
    decide_case,
    note_refund_answer,
    refund_order,
)
from tests.admin.factories import make_owner
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.factories import (
    capture,
    make_attempt,
    make_paid_order,
    pieces_back,
    staff_reason,
)
from tests.walks import at_noon, guest_of, text_of  # noqa: F401

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def views(order: Order) -> list[RefundView]:
    panel = refunds_panel(Order.objects.get(pk=order.pk))
    return panel.facts if panel else []


def only(order: Order) -> RefundView:
    (view,) = views(order)
    return view


def answered(refund: Refund, answer: RefundAnswer) -> Refund:
    state = RefundState(answer=answer, gateway_number="G1", note="")
    note_refund_answer(refund_number=refund.number, state=state, now=NOON + HOUR)
    return refund


def walked(view: RefundView) -> list[tuple[str, str]]:
    return [(step["label"], step["state"]) for step in view.steps]


def two_articles() -> Order:
    return make_paid_order(
        make_variant(price="30.00"), make_variant(price="20.00"), quantity=3
    )


def test_no_refund_is_no_panel() -> None:
    assert refunds_panel(make_paid_order(make_variant())) is None


def test_pieces_and_their_delivery_are_named_with_their_amounts() -> None:
    order = two_articles()
    refund = pieces_back(order, 1, 2, with_shipping=True)

    view = only(order)

    first, second = order.lines.order_by("pk")
    assert [(part.pieces, part.label, part.amount) for part in view.parts] == [
        (1, first.name, Decimal("30.00")),
        (2, second.name, Decimal("40.00")),
        (0, "Delivery", order.shipping_amount),
    ]
    assert sum(part.amount for part in view.parts) == refund.amount
    assert (view.title, view.reason) == ("Refunded by the shop", "broken")


def test_a_sum_for_no_piece_is_one_part() -> None:
    order = two_articles()
    wish = Wish(amount=Decimal("10.00"))
    refund_order(order_id=order.pk, now=NOON, why=staff_reason("Scratch"), wish=wish)

    view = only(order)

    assert [(part.label, part.amount) for part in view.parts] == [
        ("Price reduction", Decimal("10.00"))
    ]
    assert [line.back.goods for line in view.why if line.back] == [
        Decimal("6.00"),
        Decimal("4.00"),
    ]


def test_why_tells_of_this_refund_only() -> None:
    order = two_articles()
    pieces_back(order, 1)
    pieces_back(order, 1)

    latest, first = views(order)

    for view in (latest, first):
        (line,) = view.why
        assert line.back is not None
        assert (line.back.pieces, line.back.goods) == (1, Decimal("30.00"))


@pytest.mark.parametrize(
    ("answer", "steps", "kind"),
    [
        (
            RefundAnswer.DONE,
            [("Asked for", "done"), ("Sent", "done"), ("Done", "done")],
            "ok",
        ),
        (
            RefundAnswer.PROCESSING,
            [("Asked for", "done"), ("Sent", "current"), ("Done", "todo")],
            "info",
        ),
        (RefundAnswer.FAILED, [("Asked for", "done"), ("Failed", "failed")], "bad"),
    ],
)
def test_the_steps_follow_the_gateways_answer(answer, steps, kind) -> None:
    order = two_articles()
    answered(pieces_back(order, 1), answer)

    view = only(order)

    assert (walked(view), view.kind) == (steps, kind)
    assert view.steps[0]["at"] == NOON


def test_before_any_answer_it_is_asked_for() -> None:
    order = two_articles()
    pieces_back(order, 1)

    assert walked(only(order)) == [
        ("Asked for", "current"),
        ("Sent", "todo"),
        ("Done", "todo"),
    ]


def test_no_answer_is_being_checked() -> None:
    order = two_articles()
    refund = pieces_back(order, 1)
    Refund.objects.filter(pk=refund.pk).update(status="unknown")

    view = only(order)

    assert walked(view)[1] == ("Being checked", "current")
    assert "We keep asking" in view.said


def test_a_failure_says_when_and_that_somebody_looks_at_it() -> None:
    order = two_articles()
    answered(pieces_back(order, 1), RefundAnswer.FAILED)

    view = only(order)

    assert view.steps[-1]["at"] == NOON + HOUR
    assert "We are looking at it" in view.said


@pytest.mark.parametrize(
    ("decision", "says"),
    [
        ("again", "sent again"),
        ("by_hand", "paid by hand"),
        ("keep", "the shop has withdrawn it"),
    ],
)
def test_a_failure_that_was_decided_says_how(decision: str, says: str) -> None:
    order = two_articles()
    refund = answered(pieces_back(order, 1), RefundAnswer.FAILED)
    decide_case(
        case_id=refund.case.pk,
        decision=decision,
        reason="Because",
        staff=make_owner(),
        now=NOON + 2 * HOUR,
    )

    failed = views(order)[-1]

    assert says in failed.said
    assert failed.kind == "plain"


def test_by_hand_it_is_done_at_once() -> None:
    order = two_articles()
    refund = answered(pieces_back(order, 1), RefundAnswer.FAILED)
    decide_case(
        case_id=refund.case.pk,
        decision="by_hand",
        reason="Bank transfer",
        staff=make_owner(),
        now=NOON + 2 * HOUR,
    )

    view = views(order)[0]

    assert walked(view) == [("Asked for", "done"), ("Paid by hand", "done")]
    assert view.said == "We have paid it by hand."
    assert view.refund.repeats == refund


def test_money_that_no_line_was_bought_with_says_why_it_came() -> None:
    twice = make_paid_order(make_variant())
    capture(twice.attempts.get(), trade_no="twice")
    late = make_order(make_variant(on_hand=1))
    attempt = make_attempt(late)
    expire_order(order_id=late.pk, now=late.pay_by)
    make_order(late.lines.get().variant)  # somebody else has the last piece
    capture(attempt, now=late.pay_by + HOUR)

    assert (only(twice).title, only(twice).parts) == ("You paid twice", [])
    assert only(late).title == "You paid after the order was closed"


def test_a_buyers_own_reason_is_not_read_back_to_them() -> None:
    order = two_articles()
    cancel_order(order_id=order.pk, now=NOON, actor=Actor.BUYER, reason="too_slow")

    view = only(order)

    assert (view.title, view.reason) == ("You cancelled the order", "")
    assert view.refund.amount == order.total


def test_the_page_shows_it() -> None:
    order = two_articles()
    refund = pieces_back(order, 1)

    page = text_of(guest_of(order).get(f"/orders/{order.number}/"))

    assert f"Refund no. {refund.number}" in page
    assert "How this amount came about" in page
    assert "We are handing it to the payment service." in page
