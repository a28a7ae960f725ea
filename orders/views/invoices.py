"""Invoices: a buyer asks for one and prints what there is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from orders.access import order_or_404
from orders.actions import Action, actions_for
from orders.errors import AlreadyInvoiced
from orders.forms import InvoiceForm
from orders.models import Order
from orders.selectors import invoice_document
from orders.selectors.invoices import is_invoiceable, valid_one
from orders.services import Recipient, issue_invoice
from shop.kernel.clock import now
from shop.kernel.errors import DomainError
from shop.kernel.http import SeeOther, private_page


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Written at once and shown; an order that has one already shows that."""
    order, moment = order_or_404(request, number), now()
    documents = list(order.invoices.all())
    if (valid := valid_one(documents)) is not None:
        return redirect("orders:invoice", number, valid.number)
    able = Action.INVOICE in actions_for(order, now=moment)
    if not able or not is_invoiceable(documents, order.lines.all()):
        messages.warning(request, _("There is nothing to write an invoice about."))
        return SeeOther("orders:show", number)
    form = InvoiceForm(
        request.POST if request.method == "POST" else None,
        country=order.country,
        initial={"title": order.name},
    )
    if not form.is_valid():
        return _page(request, order, form)
    try:
        invoice = issue_invoice(
            order_id=order.pk,
            recipient=_recipient(form),
            now=moment,
            actor_id=request.user.pk or None,
        )
    except AlreadyInvoiced as error:  # a second press was a moment quicker
        return SeeOther("orders:invoice", number, error.number)
    except DomainError as error:
        messages.error(request, str(error))
        return SeeOther("orders:show", number)
    return SeeOther("orders:invoice", number, invoice.number)


@private_page
@require_safe
def paper(request: HttpRequest, number: str, invoice: str) -> HttpResponse:
    """To print.  The invoice of another order is not there: 404."""
    order = order_or_404(request, number)
    found = get_object_or_404(
        order.invoices.select_related("order", "credits"), number=invoice
    )
    context = {
        "document": invoice_document(found),
        "credit_notes": found.credit_notes.order_by("pk"),
        "order": order,
    }
    return render(request, "orders/invoice_paper.html", context)


def _recipient(form: InvoiceForm) -> Recipient:
    said = form.cleaned_data
    return Recipient(
        title=said["title"], tax_number=said["tax_number"], address=said["address"]
    )


def _page(request: HttpRequest, order: Order, form: InvoiceForm) -> HttpResponse:
    context = {
        "order": order,
        "form": form,
        "back_url": reverse("orders:show", args=[order.number]),
    }
    status = 422 if form.errors else 200
    return render(request, "orders/invoice.html", context, status=status)
