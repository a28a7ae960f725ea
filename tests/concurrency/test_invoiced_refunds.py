"""Refunds of two invoiced orders queue for the next credit note, and both get theirs."""

import time
from functools import partial
from typing import Any

import pytest

from catalog.models import Variant
from orders.models import Invoice, Order
from orders.services import Recipient, credit_refund, issue_invoice
from tests.catalog.factories import make_variant
from tests.concurrency.crowd import A_MOMENT, ROUNDS, at_once, errors
from tests.conftest import NOON
from tests.payments.factories import make_paid_order, pieces_back, whole_refund

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def invoiced(*variants: Variant) -> Order:
    order = make_paid_order(*variants, quantity=2)
    recipient = Recipient(title="Mei Lin")
    issue_invoice(order_id=order.pk, recipient=recipient, now=NOON)
    return order


def test_an_order_that_ends_waits_for_no_article_it_gave_up_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It holds the series of numbers, for which the other one's refund waits."""
    for _ in range(ROUNDS):
        cup, pot = make_variant(), make_variant()
        ending, other = invoiced(cup, pot), invoiced(pot)
        pieces_back(ending, 0, 2, with_shipping=True)

        def credit_slowly(order: Order, first: int = ending.pk, **facts: Any) -> Any:
            """The order that ends comes first, the other one while it is at it."""
            time.sleep(A_MOMENT if order.pk == first else 3 * A_MOMENT)
            note = credit_refund(order, **facts)
            time.sleep(6 * A_MOMENT)
            return note

        monkeypatch.setattr("orders.services.credit_refund", credit_slowly)
        answers = at_once(partial(whole_refund, ending), partial(pieces_back, other, 1))

        assert errors(answers) == []
    notes = Invoice.objects.filter(kind=Invoice.Kind.CREDIT_NOTE)
    assert notes.count() == ROUNDS * 3
