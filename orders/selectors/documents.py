"""An invoice or a credit note, as it is printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from orders.models import Invoice


@dataclass(frozen=True, kw_only=True)
class DocumentRow:
    name: str
    options: str
    sku: str
    quantity: int
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class InvoiceDocument:
    """`takes_back` is the invoice that a credit note is about."""

    invoice: Invoice
    order_number: str
    takes_back: Invoice | None
    rows: Sequence[DocumentRow]


def invoice_document(invoice: Invoice) -> InvoiceDocument:
    """Everything that stands on it, from its own copy.  Two queries at most."""
    return InvoiceDocument(
        invoice=invoice,
        order_number=invoice.order.number,
        takes_back=invoice.credits,
        rows=[
            DocumentRow(**row | {"amount": Decimal(row["amount"])})
            for row in invoice.lines
        ],
    )
