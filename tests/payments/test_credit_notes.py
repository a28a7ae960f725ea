"""Every part that goes back is taken off the invoice, and all of them are the invoice."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from orders.errors import NotInvoiceable
from orders.models import Invoice, Order
from orders.services import (
    Recipient,
    issue_invoice,
    reverse_invoice,
    valid_invoice,
)
from orders.states import Actor
from payments.gateways.base import RefundAnswer
from payments.models import MoneyCase, Refund
from payments.services import cancel_order, decide_case
from tests.admin.factories import make_owner
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.orders.factories import ship
from tests.payments.factories import (
    answer,
    capture,
    fail,
    make_paid_order,
    make_reduced_order,
    pieces_back,
    sum_back,
    whole_refund,
)

pytestmark = pytest.mark.django_db
Decision = MoneyCase.Decision
MEI = Recipient(title="Mei", tax_number="91330100", address="1 Lake Road")


def invoice_of(order: Order) -> Invoice:
    return issue_invoice(order_id=order.pk, recipient=MEI, now=NOON)


def signed(order: Order) -> list[Decimal]:
    """What its documents say, the first one first; and all laws hold."""
    assert broken_laws() == {}
    return [one.signed_total for one in order.invoices.order_by("pk")]


def make_invoiced(quantity: int = 3) -> Order:
    order = ship(make_paid_order(make_variant(), quantity=quantity))
    invoice_of(order)
    return order


def test_a_part_is_one_credit_note_with_its_lines() -> None:
    order = make_invoiced()

    refund = pieces_back(order, 2, with_shipping=True)

    note = Invoice.objects.get(refund_number=refund.number)
    line = order.lines.get()
    assert note.credits == order.invoices.get(kind=Invoice.Kind.INVOICE)
    assert [(row["sku"], row["quantity"], row["amount"]) for row in note.lines] == [
        (line.sku, 2, "40.00"),
        ("", 1, "12.00"),
    ]
    assert (note.title, note.tax_number, note.address) == (
        "Mei",
        "91330100",
        "1 Lake Road",
    )
    assert signed(order) == [Decimal(72), Decimal(-52)]


def test_a_sum_is_taken_off_too() -> None:
    order = make_invoiced()

    sum_back(order, "5.55")

    assert signed(order) == [Decimal(72), Decimal("-5.55")]


def test_parts_and_the_rest_are_the_invoice() -> None:
    order = make_invoiced()

    pieces_back(order, 1)
    sum_back(order, "0.01")
    whole_refund(order)

    assert sum(signed(order)) == 0
    assert valid_invoice(order) is None


def test_an_order_that_is_cancelled_takes_its_invoice_back() -> None:
    order = make_paid_order(make_variant())
    invoice_of(order)

    cancel_order(order_id=order.pk, now=NOON, actor=Actor.BUYER)

    assert signed(order) == [order.total, -order.total]


def test_what_went_back_before_is_not_on_the_invoice() -> None:
    """Also when the gateway only answers afterwards."""
    order = ship(make_paid_order(make_variant(), quantity=3))
    refund = pieces_back(order, 1)
    invoice_of(order)

    answer(refund, RefundAnswer.DONE)

    assert signed(order) == [Decimal(52)]


def test_surplus_money_is_on_no_invoice() -> None:
    order = make_invoiced()

    capture(order.attempts.get(), trade_no="T-again")

    assert Refund.objects.count() == 1
    assert signed(order) == [Decimal(72)]


def test_nothing_is_corrected_where_there_is_no_invoice() -> None:
    order = ship(make_paid_order(make_variant(), quantity=2))

    pieces_back(order, 1)

    assert signed(order) == []


@pytest.mark.parametrize("decision", [Decision.AGAIN, Decision.BY_HAND])
def test_one_that_fails_is_taken_off_once(decision: str) -> None:
    order = make_invoiced()
    refund = pieces_back(order, 2)
    answer(refund, RefundAnswer.DONE)
    decide(fail(refund), decision)

    answer(Refund.objects.get(repeats=refund), RefundAnswer.DONE)

    assert signed(order) == [Decimal(72), Decimal(-40)]


def decide(case: MoneyCase, decision: str) -> None:
    decide_case(
        case_id=case.pk,
        decision=decision,
        reason="so be it",
        staff=make_owner(),
        now=NOON,
    )


def test_what_is_kept_is_invoiced_anew() -> None:
    order = make_invoiced()

    decide(fail(pieces_back(order, 2)), Decision.KEEP)

    assert signed(order) == [Decimal(72), Decimal(-40), Decimal(-32), Decimal(72)]
    assert {one.title for one in order.invoices.all()} == {"Mei"}


def test_a_reversed_invoice_makes_room_for_another() -> None:
    order = make_invoiced()
    pieces_back(order, 1)
    first = valid_invoice(order)

    reverse_invoice(invoice_id=first.pk, reason="wrong title", now=NOON)
    second = issue_invoice(order_id=order.pk, recipient=Recipient(title="Li"), now=NOON)
    refund = pieces_back(order, 1)

    assert signed(order) == [72, -20, -52, 52, -20]
    assert Invoice.objects.get(refund_number=refund.number).credits == second


def test_nothing_is_reversed_twice() -> None:
    order = make_invoiced()
    first = valid_invoice(order)
    note = reverse_invoice(invoice_id=first.pk, reason="", now=NOON)

    for document in (first, note):
        with pytest.raises(NotInvoiceable):
            reverse_invoice(invoice_id=document.pk, reason="", now=NOON)

    assert signed(order) == [72, -72]


@settings(
    max_examples=10,  # on either database others
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.integers(0, 1), min_size=1, max_size=5),
    st.integers(1, 3_000),
    st.sampled_from(["0.00", "6.00", "13.00", "19.00", "33.33"]),
)
def test_their_taxes_are_the_invoice_s_to_the_cent(
    which: list[int], off: int, percent: str
) -> None:
    cups = [make_variant(price="9.99"), make_variant(price="13.37")]
    order = ship(make_reduced_order(*cups, off=str(Decimal(off) / 100), quantity=2))
    Order.objects.filter(pk=order.pk).update(tax_percent=Decimal(percent))
    invoice = invoice_of(order)

    for line in dict.fromkeys(which):
        pieces_back(order, *([0] * line), 1)
    whole_refund(order)

    notes = list(invoice.credit_notes.all())
    assert sum(note.total for note in notes) == invoice.total == order.total
    assert sum(note.tax for note in notes) == invoice.tax
    assert sum(note.net for note in notes) == invoice.net
    assert all(note.tax >= 0 and note.net >= 0 for note in notes)
    for document in (invoice, *notes):
        rows = [Decimal(row["amount"]) for row in document.lines]
        assert sum(rows) == document.total
