"""Invoices and credit notes: numbered one after the other, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from orders.errors import AlreadyInvoiced, NotInvoiceable
from orders.invoicing import (
    Row,
    rows_of_what_is_kept,
    rows_of_what_went_back,
    sum_of,
    tax_in,
)
from orders.models import Invoice, InvoiceSeries, Order
from orders.refunding import LinePart, left_of_goods, left_of_shipping
from orders.states import Act, Actor, may_do
from shop.kernel.identity import shop_name
from shop.kernel.money import ZERO

Kind = Invoice.Kind
PREFIXES = {Kind.INVOICE: "INV", Kind.CREDIT_NOTE: "CN"}


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """To whom an invoice is written: a person, or a company with its tax number."""

    title: str
    tax_number: str = ""
    address: str = ""


@transaction.atomic
def issue_invoice(
    *, order_id: int, recipient: Recipient, now: datetime, actor_id: int | None = None
) -> Invoice:
    """Write the invoice about what was paid and has not gone back.

    Raises NotInvoiceable, AlreadyInvoiced; then no number was used up.
    """
    order = Order.objects.locked().get(pk=order_id)
    if not may_do(Act.INVOICE, order.status, Actor.BUYER) or not order.total:
        raise NotInvoiceable
    if (valid := valid_invoice(order)) is not None:
        raise AlreadyInvoiced(valid.number)
    rows = rows_of_what_is_kept(order.lines.all(), delivery=_delivery(order))
    gross = sum_of(rows)
    if gross <= 0:
        raise NotInvoiceable
    return _write(
        Invoice(
            kind=Kind.INVOICE,
            order=order,
            title=recipient.title,
            tax_number=recipient.tax_number,
            address=recipient.address,
            lines=rows,
            tax_percent=order.tax_percent,
            tax=tax_in(gross, order.tax_percent),
            total=gross,
            actor_id=actor_id,
        ),
        now,
    )


@transaction.atomic
def reverse_invoice(
    *, invoice_id: int, reason: str, now: datetime, actor_id: int | None = None
) -> Invoice:
    """Take back what an invoice still says, by a credit note.

    Then the order can get another one.  Raises NotInvoiceable when nothing is left.
    """
    order_id = Invoice.objects.values_list("order_id", flat=True).get(pk=invoice_id)
    Order.objects.locked().get(pk=order_id)
    invoice = Invoice.objects.select_related("order").get(pk=invoice_id)
    left = left_on(invoice)
    if invoice.is_credit_note or left <= 0:
        raise NotInvoiceable
    with override(invoice.language):
        name = _("Reversal of invoice %(number)s") % {"number": invoice.number}
    row = {"name": name, "options": "", "sku": "", "quantity": 1, "amount": str(left)}
    return _credit(invoice, [row], now, reason=reason, actor_id=actor_id)


def credit_refund(
    order: Order,
    *,
    refund_number: str,
    parts: Mapping[int, LinePart],
    now: datetime,
    reason: str = "",
) -> Invoice | None:
    """Money is to go back: the order's invoice, if it has one, is corrected by as much.

    Runs in the transaction that sets the money aside, so an invoice is either
    written before it (and corrected here) or after it (and does not contain it).
    Never for a refund that is made again.  The caller holds the order's row.
    """
    invoice = valid_invoice(order)
    rows = rows_of_what_went_back(order.lines.all(), parts, delivery=_delivery(order))
    if invoice is None or not sum_of(rows):
        return None
    return _credit(invoice, rows, now, reason=reason, refund_number=refund_number)


def renew_invoice(
    order: Order, *, reason: str, now: datetime, actor_id: int | None = None
) -> Invoice | None:
    """Money that was to go back stays here after all: what was corrected for it is
    written anew, to the same recipient.

    None where the order's invoice says what its lines keep, or there is none.  The
    caller holds the order's row.
    """
    invoice = valid_invoice(order)
    if invoice is None or left_on(invoice) == _kept(order):
        return None
    reverse_invoice(invoice_id=invoice.pk, reason=reason, now=now, actor_id=actor_id)
    recipient = Recipient(
        title=invoice.title, tax_number=invoice.tax_number, address=invoice.address
    )
    return issue_invoice(
        order_id=order.pk, recipient=recipient, now=now, actor_id=actor_id
    )


def valid_invoice(order: Order) -> Invoice | None:
    """The order's invoice that is not taken back whole."""
    invoices = order.invoices.filter(kind=Kind.INVOICE).order_by("-pk")
    latest = invoices.first()
    return latest if latest and left_on(latest) > 0 else None


def left_on(invoice: Invoice) -> Decimal:
    """What an invoice still says after its credit notes."""
    return invoice.total - _credited(invoice)


def _kept(order: Order) -> Decimal:
    lines = order.lines.all()
    return sum((left_of_goods(line) + left_of_shipping(line) for line in lines), ZERO)


def _credited(invoice: Invoice) -> Decimal:
    return invoice.credit_notes.aggregate(sum=Sum("total"))["sum"] or ZERO


def _credit(
    invoice: Invoice,
    rows: list[Row],
    now: datetime,
    *,
    reason: str,
    actor_id: int | None = None,
    refund_number: str | None = None,
) -> Invoice:
    """The taxes of all credit notes add up to the invoice's: each takes the
    difference that it makes to their sum."""
    before = _credited(invoice)
    gross = sum_of(rows)
    percent = invoice.tax_percent
    tax = tax_in(before + gross, percent) - tax_in(before, percent)
    return _write(
        Invoice(
            kind=Kind.CREDIT_NOTE,
            order=invoice.order,
            credits=invoice,
            title=invoice.title,
            tax_number=invoice.tax_number,
            address=invoice.address,
            lines=rows,
            tax_percent=percent,
            tax=tax,
            total=gross,
            reason=reason[:200],
            refund_number=refund_number,
            actor_id=actor_id,
        ),
        now,
    )


def _write(invoice: Invoice, now: datetime) -> Invoice:
    order = invoice.order
    invoice.number = _next_number(Kind(invoice.kind), now)
    invoice.net = invoice.total - invoice.tax
    invoice.language, invoice.currency = order.language, order.currency
    invoice.seller = settings.SELLER | {
        "name": settings.SELLER["name"] or shop_name(order.language)
    }
    invoice.issued_at = now
    invoice.save(force_insert=True)
    return invoice


def _next_number(kind: Invoice.Kind, now: datetime) -> str:
    """Without a gap: the series is held until this document is committed."""
    prefix = f"{PREFIXES[kind]}-{timezone.localtime(now).year}-"
    InvoiceSeries.objects.get_or_create(prefix=prefix)
    InvoiceSeries.objects.filter(prefix=prefix).update(last=F("last") + 1)
    last = InvoiceSeries.objects.values_list("last", flat=True).get(prefix=prefix)
    return f"{prefix}{last:06}"


def _delivery(order: Order) -> str:
    with override(order.language):
        return _("Delivery (%(name)s)") % {"name": order.shipping_name}
