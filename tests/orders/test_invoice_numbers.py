"""Invoices are numbered one after the other, by year, without a gap."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from orders.errors import AlreadyInvoiced, NotInvoiceable
from orders.models import Invoice, InvoiceSeries, Order
from orders.services import Recipient, issue_invoice, reverse_invoice
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.orders.factories import make_order
from tests.payments.factories import make_paid_order, whole_refund

pytestmark = pytest.mark.django_db
MEI = Recipient(title="Mei")


def issue(order: Order | None = None, *, now: datetime = NOON) -> Invoice:
    order = order or make_paid_order(make_variant())
    return issue_invoice(order_id=order.pk, recipient=MEI, now=now)


def test_one_after_the_other() -> None:
    numbers = [issue().number for _ in range(3)]

    assert numbers == ["INV-2026-000001", "INV-2026-000002", "INV-2026-000003"]
    assert broken_laws() == {}


def test_credit_notes_have_numbers_of_their_own() -> None:
    first, second = issue(), issue()

    notes = [
        reverse_invoice(invoice_id=one.pk, reason="", now=NOON).number
        for one in (second, first)
    ]

    assert notes == ["CN-2026-000001", "CN-2026-000002"]


def test_each_year_begins_anew_on_the_shop_s_own_clock(settings) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"
    issue()

    last = issue(now=datetime(2026, 12, 31, 15, 59, tzinfo=UTC))
    first = issue(now=datetime(2026, 12, 31, 16, 0, tzinfo=UTC))

    assert (last.number, first.number) == ("INV-2026-000002", "INV-2027-000001")


def test_what_is_rolled_back_uses_up_no_number() -> None:
    issue()
    with transaction.atomic():
        assert issue().number == "INV-2026-000002"
        transaction.set_rollback(True)

    assert issue().number == "INV-2026-000002"
    assert broken_laws() == {}


def test_what_is_refused_uses_up_no_number() -> None:
    order = make_paid_order(make_variant())
    issue(order)
    back = make_paid_order(make_variant())
    whole_refund(back)

    with pytest.raises(AlreadyInvoiced) as refusal:
        issue(order)
    for nothing in (make_order(make_variant()), back):
        with pytest.raises(NotInvoiceable):
            issue(nothing)

    assert refusal.value.number == "INV-2026-000001"
    assert InvoiceSeries.objects.get().last == Invoice.objects.count() == 1


def test_a_document_is_never_changed() -> None:
    invoice = issue()

    for change in (
        lambda: Invoice.objects.filter(pk=invoice.pk).update(title="Li"),
        lambda: Invoice.objects.filter(pk=invoice.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()

    assert Invoice.objects.get().title == "Mei"
