"""Invoices are written once, printed, and taken back by a credit note."""

import pytest
from django.urls import reverse

from orders.models import Invoice, Order
from tests.admin.factories import client_of, make_clerk, make_owner, told
from tests.catalog.factories import make_variant
from tests.orders.factories import make_order
from tests.payments.factories import make_paid_order, pieces_back

pytestmark = pytest.mark.django_db
LIST = "/admin/orders/invoice/"
COMPANY = {
    "kind": "company",
    "title": "Lin & Sons",
    "tax_number": "9131 0104 ma1f r00x 4k",
}


def write(client, order: Order, **said: str):
    url = reverse("admin:orders_order_invoice", args=[order.pk])
    return client.post(url, COMPANY | said, follow=True)


def url_of(invoice: Invoice, action: str) -> str:
    return reverse(f"admin:orders_invoice_{action}", args=[invoice.pk])


def test_writes_an_invoice_about_what_was_paid():
    clerk, order = make_clerk("finance"), make_paid_order(make_variant())

    response = write(client_of(clerk), order)

    invoice = order.invoices.get()
    assert (invoice.title, invoice.tax_number) == ("Lin & Sons", "91310104MA1FR00X4K")
    assert (invoice.total, invoice.actor) == (order.total, clerk)
    assert invoice.number in told(response)


def test_writes_it_once():
    owner, order = client_of(make_owner()), make_paid_order(make_variant())
    write(owner, order)

    response = write(owner, order)

    assert order.invoices.count() == 1
    assert "has the invoice" in told(response)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"tax_number": ""}, "tax_number"),
        ({"tax_number": "12"}, "tax_number"),
        ({"address": "x" * 301}, "address"),
        ({"kind": "ghost"}, "kind"),
    ],
)
def test_says_at_the_field_what_is_wrong(change, field):
    owner, order = client_of(make_owner()), make_paid_order(make_variant())

    response = write(owner, order, **change)

    assert field in response.context["form"].errors
    assert not Invoice.objects.exists()


def test_writes_none_about_what_is_not_paid():
    response = write(client_of(make_owner()), make_order(make_variant()))

    assert "nothing to write an invoice about" in told(response)
    assert not Invoice.objects.exists()


def test_takes_an_invoice_back_once():
    owner, order = client_of(make_owner()), make_paid_order(make_variant())
    write(owner, order)
    invoice = order.invoices.get()

    first = owner.post(
        url_of(invoice, "reverse"), {"reason": "Wrong name"}, follow=True
    )
    again = owner.post(url_of(invoice, "reverse"), {"reason": "Twice"}, follow=True)

    note = invoice.credit_notes.get()
    assert (note.total, note.reason) == (invoice.total, "Wrong name")
    assert note.number in told(first)
    assert "nothing to write" in told(again)


def test_offers_no_credit_note_about_a_credit_note():
    owner, order = client_of(make_owner()), make_paid_order(make_variant())
    write(owner, order)
    owner.post(url_of(order.invoices.get(), "reverse"), {"reason": "Wrong name"})
    note = order.invoices.get(kind="credit_note")

    page = owner.get(url_of(note, "change"))

    assert [action["title"] for action in page.context["actions_detail"]] == ["Print"]


def test_prints_it_in_the_buyers_language():
    owner = client_of(make_owner())
    order = make_paid_order(make_variant(price="33.00"), language="en")
    write(owner, order)

    page = owner.get("/zh-hans" + url_of(order.invoices.get(), "document"))

    text = page.content.decode()
    for words in (
        "Lin &amp; Sons",
        "91310104MA1FR00X4K",
        "¥33.00",
        "Delivery (",
        "Net",
    ):
        assert words in text


def test_shows_invoices_and_credit_notes_on_the_order():
    owner = client_of(make_owner())
    order = make_paid_order(make_variant(price="40.00"), quantity=2)
    write(owner, order)
    pieces_back(order, 1)

    page = owner.get(reverse("admin:orders_order_change", args=[order.pk]))

    text = page.content.decode()
    assert all(
        number in text for number in order.invoices.values_list("number", flat=1)
    )
    assert "−¥40.00" in text


@pytest.mark.parametrize(
    "query", ["{number}", "{order}", "lin &", "91310104ma1fr00x4k"]
)
def test_finds_an_invoice(query):
    owner, order = client_of(make_owner()), make_paid_order(make_variant())
    write(owner, order)
    write(owner, make_paid_order(make_variant()), title="Ada", kind="person")
    invoice = order.invoices.get()
    text = query.format(number=invoice.number.lower(), order=order.number)

    page = owner.get(LIST, {"q": text})

    assert list(page.context["cl"].result_list) == [invoice]


@pytest.mark.parametrize("role", ["warehouse", "support"])
def test_is_not_for_everybody(role):
    order = make_paid_order(make_variant())

    assert write(client_of(make_clerk(role)), order).status_code == 403
    assert not Invoice.objects.exists()
