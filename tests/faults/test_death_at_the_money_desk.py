"""Wherever the process dies while staff or a buyer move money, all of it is done or
nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest

from catalog.models import Variant
from orders.models import Invoice, Order
from orders.services import Adjustment, Recipient, issue_invoice
from orders.states import OrderStatus
from payments.models import (
    MoneyCase,
    Refund,
    RefundProposal,
)
from payments.services import (
    Wish,
    adjust_price,
    approve_refund,
    cancel_order,
    decide_case,
    give_back,
)
from tests.admin.factories import make_clerk, make_owner
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.faults.world import death_at
from tests.laws import broken_laws
from tests.orders.factories import make_order, ship
from tests.payments.factories import (
    fail,
    make_paid_order,
    pieces_back,
)

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOON + timedelta(minutes=5)


GIVING = [
    "payments.services.giving_back.request_refund",
    "orders.services.promising.release_stock",
    "orders.services.invoicing._write",
    "payments.services.giving_back._note_part",
    "orders.services.tell",
]


def invoiced() -> Order:
    order = make_paid_order(make_variant(on_hand=5), quantity=3)
    issue_invoice(order_id=order.pk, recipient=Recipient(title="Mei"), now=NOON)
    return order


def assert_untouched(order: Order) -> None:
    order.refresh_from_db()
    line = order.lines.get()
    assert (order.status, order.refunded) == (OrderStatus.AWAITING_SHIPMENT, 0)
    assert (line.refunded_quantity, line.cancelled_quantity) == (0, 0)
    assert not Refund.objects.exists()
    assert Invoice.objects.count() == 1
    assert Variant.objects.get().reserved == 3


@pytest.mark.parametrize("point", GIVING)
def test_a_death_while_pieces_go_back_leaves_the_order(monkeypatch, point: str) -> None:
    order = invoiced()

    with death_at(monkeypatch, point):
        pieces_back(order, 2)

    assert_untouched(order)
    pieces_back(order, 2)
    assert Variant.objects.get().reserved == 1


@pytest.mark.parametrize("point", [*GIVING[:3], "payments.services.proposing._decide"])
def test_a_death_while_it_is_agreed_to_leaves_the_proposal(
    monkeypatch, point: str
) -> None:
    order = invoiced()
    given = give_back(
        order_id=order.pk, wish=Wish(), reason="", staff=make_clerk("support"), now=NOON
    )
    second = make_owner()

    with death_at(monkeypatch, point):
        approve_refund(proposal_id=given.proposal.pk, staff=second, now=LATER)

    assert_untouched(order)
    assert RefundProposal.objects.get().decided_at is None
    approve_refund(proposal_id=given.proposal.pk, staff=second, now=LATER)
    order.refresh_from_db()
    assert order.refunded == order.total


@pytest.mark.parametrize("decision", ["again", "by_hand", "keep"])
def test_a_death_while_it_is_decided_leaves_the_case(
    monkeypatch, decision: str
) -> None:
    order = ship(make_paid_order(make_variant(), quantity=3))
    case = fail(pieces_back(order, 1))
    facts = {"reason": "so be it", "staff": make_owner(), "now": LATER}

    with death_at(monkeypatch, "payments.models.MoneyCase.save"):
        decide_case(case_id=case.pk, decision=decision, **facts)

    assert MoneyCase.objects.get().decided_at is None
    assert Refund.objects.count() == 1
    assert broken_laws() == {}
    decide_case(case_id=case.pk, decision=decision, **facts)


@pytest.mark.parametrize(
    "point",
    [
        "payments.services.closing.take_parts",
        "orders.services.promising.release_stock",
        "orders.services.closing.tell",
    ],
)
def test_a_death_while_it_is_cancelled_keeps_the_money(monkeypatch, point: str) -> None:
    order = invoiced()

    with death_at(monkeypatch, point):
        cancel_order(order_id=order.pk, now=NOON, actor="buyer")

    assert_untouched(order)
    cancel_order(order_id=order.pk, now=NOON, actor="buyer")
    assert Invoice.objects.count() == 2


@pytest.mark.parametrize(
    "point",
    ["orders.services.adjusting.write_discounts", "orders.services.adjusting.tell"],
)
def test_a_death_while_the_price_changes_keeps_the_old_one(
    monkeypatch, point: str
) -> None:
    order = make_order(make_variant())
    adjustment = Adjustment(reduction=Decimal(5), shipping=Decimal(12), reason="agreed")
    facts = {"order_id": order.pk, "adjustment": adjustment, "actor_id": None}

    with death_at(monkeypatch, point):
        adjust_price(now=NOON, **facts)

    order.refresh_from_db()
    assert (order.total, order.price_adjusted_at) == (Decimal(32), None)
    assert adjust_price(now=NOON, **facts).total == Decimal(27)
