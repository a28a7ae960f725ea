"""Invoices and credit notes: written once, printed, taken back by another document."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orders.forms import InvoiceForm
from orders.models import Invoice
from orders.selectors import invoice_document
from orders.services import Recipient, issue_invoice, reverse_invoice
from shop.kernel.admin_base import Window
from shop.kernel.admin_handles import (
    Handle,
    HandleForm,
    HasHandles,
    ReasonForm,
    Text,
    handle,
)
from shop.kernel.admin_shown import tag
from shop.kernel.clock import now
from shop.templatetags.shop import money


class RecipientForm(HandleForm, InvoiceForm):
    """The buyer's own form, in the theme's clothes."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Who is it for?"),
        choices=[
            (InvoiceForm.PERSON, pgettext_lazy("invoice", "A person")),
            (InvoiceForm.COMPANY, pgettext_lazy("invoice", "A company")),
        ],
    )


class WriteInvoice(Handle):
    title = gettext_lazy("Write invoice")
    submit = gettext_lazy("Write invoice")

    def form(self, said: Any = None) -> HandleForm:
        return RecipientForm(
            said, country=self.row.country, initial={"title": self.row.name}
        )

    def explain(self) -> Text:
        return _(
            "About %(amount)s: what was paid and has not gone back. An invoice is never "
            "changed; a mistake is taken back by a credit note."
        ) % {"amount": money(self.row.captured - self.row.refunded)}

    def do(self, said: dict[str, Any]) -> Text:
        invoice = issue_invoice(
            order_id=self.row.pk,
            recipient=Recipient(
                title=said["title"],
                tax_number=said["tax_number"],
                address=said["address"],
            ),
            now=now(),
            actor_id=self.staff_id,
        )
        return _("Invoice %(number)s is written.") % {"number": invoice.number}


class Reverse(Handle):
    title = gettext_lazy("Reverse invoice")
    submit = gettext_lazy("Write credit note")
    form_class = ReasonForm
    is_danger = True

    def explain(self) -> Text:
        return _(
            "A credit note takes back what is left of this invoice, and the order can "
            "get another one. No money moves."
        )

    def do(self, said: dict[str, Any]) -> Text:
        note = reverse_invoice(
            invoice_id=self.row.pk,
            reason=said["reason"],
            now=now(),
            actor_id=self.staff_id,
        )
        return _("Credit note %(number)s takes back %(amount)s: %(reason)s") % {
            "number": note.number,
            "amount": money(note.total),
            "reason": note.reason,
        }


@admin.register(Invoice)
class InvoiceAdmin(HasHandles, Window):
    empty_hint = gettext_lazy(
        "An invoice is written on the page of its order, by the shop or by its buyer."
    )
    list_display = ("number", "what", "of_order", "title", "sum", "issued_at")
    list_filter = ("kind",)
    list_select_related = ("order",)
    search_fields = (
        "number__iexact",
        "order__number__iexact",
        "title__icontains",
        "tax_number__iexact",
    )
    search_help_text = gettext_lazy("Number, order, recipient, tax number")
    actions_detail = ("document", "reverse")
    fields = readonly_fields = (
        "number",
        "what",
        "of_order",
        "takes_back",
        "title",
        "tax_number",
        "address",
        "sum",
        "reason",
        "issued_at",
        "actor",
    )

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def what(self, invoice: Invoice) -> SafeString:
        return tag(invoice.get_kind_display(), "" if invoice.is_credit_note else "ok")

    @admin.display(description=gettext_lazy("order"), ordering="order")
    def of_order(self, invoice: Invoice) -> SafeString:
        url = reverse("admin:orders_order_change", args=[invoice.order_id])
        return _link(url, invoice.order.number)

    @admin.display(description=gettext_lazy("takes back"))
    def takes_back(self, invoice: Invoice) -> SafeString | str:
        if invoice.credits is None:
            return "–"
        url = reverse("admin:orders_invoice_change", args=[invoice.credits_id])
        return _link(url, invoice.credits.number)

    @admin.display(description=gettext_lazy("total"), ordering="total")
    def sum(self, invoice: Invoice) -> str:
        return money(invoice.signed_total)

    def offers(self, action: str, row: Any, request: HttpRequest) -> bool:
        return action != "reverse" or not row.is_credit_note

    @handle(
        gettext_lazy("Print"),
        permission="orders.view_invoice",
        icon="print",
        look="primary",
    )
    def document(self, request: HttpRequest, object_id: str) -> HttpResponse:
        invoice = self.row_or_404(request, object_id)
        return TemplateResponse(
            request,
            "orders/admin/invoice.html",
            {
                "document": invoice_document(invoice),
                "back_url": self._back(request, invoice)["Location"],
            },
        )

    @handle(
        gettext_lazy("Reverse"),
        permission="orders.add_invoice",
        icon="undo",
        look="danger",
    )
    def reverse(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, Reverse)


def _link(url: str, text: str) -> SafeString:
    return format_html('<a class="shop-link" href="{}">{}</a>', url, text)
