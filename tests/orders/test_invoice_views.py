"""A buyer asks for an invoice, for a person or a company, and prints it."""

from typing import Any

import pytest
from django.test import Client

from orders.models import Invoice, Order
from orders.services import reverse_invoice
from tests.accounts.factories import make_user
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.factories import make_paid_order, pieces_back, whole_refund
from tests.walks import at_noon, guest_of, signed_in, text_of  # noqa: F401

pytestmark = pytest.mark.django_db
PERSON = {"kind": "person", "title": "Mei Lin"}
COMPANY = {
    "kind": "company",
    "title": "Lake Trading Ltd",
    "tax_number": "91 330 100 ma2h 3xyz 12",
    "address": "1 Lake Road",
}


def url_of(order: Order, rest: str = "invoice/") -> str:
    return f"/orders/{order.number}/{rest}"


def ask(order: Order, **said: str) -> Any:
    return guest_of(order).post(url_of(order), said)


def test_a_person_needs_only_a_name() -> None:
    order = make_paid_order(make_variant(price="100.00"))

    response = ask(order, **PERSON, tax_number="not printed")

    invoice = Invoice.objects.get()
    assert (response.status_code, response.url) == (
        303,
        url_of(order, f"invoices/{invoice.number}/"),
    )
    assert (invoice.title, invoice.tax_number) == ("Mei Lin", "")
    assert invoice.total == order.total


def test_a_company_has_a_tax_number() -> None:
    mei = make_user()
    order = make_paid_order(make_variant(), owner=mei)

    signed_in(mei).post(url_of(order), COMPANY)

    invoice = Invoice.objects.get()
    assert invoice.title == "Lake Trading Ltd"
    assert invoice.tax_number == "91330100MA2H3XYZ12"
    assert (invoice.address, invoice.actor) == ("1 Lake Road", mei)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"tax_number": ""}, "tax_number"),
        ({"tax_number": "1" * 14}, "tax_number"),
        ({"tax_number": "1" * 21}, "tax_number"),
        ({"tax_number": "91330100-MA2H3XYZ1"}, "tax_number"),
        ({"tax_number": "９１３３０１００ＭＡ２Ｈ３ＸＹＺ１"}, "tax_number"),
        ({"title": "   "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"kind": "ministry"}, "kind"),
        ({"kind": ""}, "kind"),
    ],
)
def test_mistakes_stand_beside_their_fields(change: dict, field: str) -> None:
    order = make_paid_order(make_variant())

    response = ask(order, **COMPANY | change)

    page = text_of(response)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert "<title>Error: Invoice" in page
    assert "1 Lake Road</textarea>" in page
    assert not Invoice.objects.exists()


def test_abroad_tax_numbers_look_otherwise() -> None:
    order = make_paid_order(make_variant())
    order.write(country="DE")

    ask(order, **COMPANY | {"tax_number": "DE 123456789"})

    assert Invoice.objects.get().tax_number == "DE123456789"


def test_an_order_has_one_valid_invoice_which_is_shown_instead() -> None:
    order = make_paid_order(make_variant())
    first = ask(order, **PERSON)

    again = ask(order, **COMPANY)

    assert again.url == first.url
    assert Invoice.objects.count() == 1
    assert f'href="{url_of(order)}"' not in text_of(
        guest_of(order).get(url_of(order, ""))
    )


def test_after_a_reversal_there_can_be_another() -> None:
    order = make_paid_order(make_variant())
    ask(order, **PERSON)
    reverse_invoice(invoice_id=Invoice.objects.get().pk, reason="Title", now=NOON)

    ask(order, **COMPANY)

    titles = list(order.invoices.order_by("pk").values_list("kind", "title"))
    assert titles == [
        ("invoice", "Mei Lin"),
        ("credit_note", "Mei Lin"),
        ("invoice", "Lake Trading Ltd"),
    ]


@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_paid_is_nothing_to_write_about(method: str) -> None:
    unpaid, refunded = make_order(make_variant()), make_paid_order(make_variant())
    whole_refund(refunded)

    for order in (unpaid, refunded):
        response = getattr(guest_of(order), method)(url_of(order), PERSON, follow=True)
        assert "nothing to write an invoice about" in text_of(response)

    assert not Invoice.objects.exists()


def test_the_paper_names_seller_buyer_rows_tax_and_total(settings) -> None:
    settings.SELLER = {"name": "Ondwell Ltd", "tax_number": "913", "address": "Kiln 1"}
    order = make_paid_order(make_variant(price="101.00"))
    response = ask(order, **COMPANY)

    page = text_of(guest_of(order).get(response.url))

    line = order.lines.get()
    for words in (
        "Ondwell Ltd",
        "Kiln 1",
        "Lake Trading Ltd",
        "91330100MA2H3XYZ12",
        line.name,
        line.sku,
        "¥101.00",
        "Tax 13 %",
        "¥100.00",
        "¥13.00",
        "¥113.00",
    ):
        assert words in page


def test_the_paper_says_what_credit_notes_took_back() -> None:
    order = make_paid_order(make_variant(price="30.00"), quantity=2)
    ask(order, **PERSON)
    invoice = Invoice.objects.get()
    pieces_back(order, 1)
    note = order.invoices.get(kind="credit_note")
    client = guest_of(order)

    page = text_of(client.get(url_of(order, f"invoices/{invoice.number}/")))
    paper = text_of(client.get(url_of(order, f"invoices/{note.number}/")))
    listed = text_of(client.get(url_of(order, "")))

    assert f"¥30.00 of this invoice was taken back by credit note {note.number}" in page
    assert invoice.number in paper
    assert "−¥30.00" in listed
    assert f'href="{url_of(order, f"invoices/{note.number}/")}"' in listed


def test_the_paper_of_another_order_is_not_there() -> None:
    mine, theirs = make_paid_order(make_variant()), make_paid_order(make_variant())
    ask(theirs, **PERSON)
    number = Invoice.objects.get().number

    client = guest_of(mine)

    assert client.get(url_of(mine, f"invoices/{number}/")).status_code == 404
    assert client.get(url_of(theirs, f"invoices/{number}/")).status_code == 404


def test_a_stranger_finds_nothing() -> None:
    order = make_paid_order(make_variant(), owner=make_user())

    for client in (Client(), signed_in(make_user())):
        assert client.get(url_of(order)).status_code == 404
        assert client.post(url_of(order), PERSON).status_code == 404

    assert not Invoice.objects.exists()
