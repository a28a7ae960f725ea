"""A buyer gives an order up: asked once, with what it means."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from orders.access import order_or_404
from orders.actions import Action, actions_for
from orders.models import Order
from orders.refunding import everything_left
from orders.states import Actor
from payments.forms import CancelForm
from payments.services import cancel_order
from shop.kernel.clock import now
from shop.kernel.errors import DomainError
from shop.kernel.http import SeeOther, private_page
from shop.kernel.money import ZERO
from shop.templatetags.shop import money


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """What was paid goes back by itself, and the message says so."""
    order, moment = order_or_404(request, number), now()
    able = actions_for(order, now=moment)
    if Action.CANCEL not in able:
        messages.warning(request, _("This order can't be cancelled any more."))
        return SeeOther("orders:show", number)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, order, form)
    before = order.refunded
    try:
        cancel_order(
            order_id=order.pk,
            now=moment,
            actor=Actor.BUYER,
            user=request.user if request.user.is_authenticated else None,
            reason=form.cleaned_data["reason"],
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        order.refresh_from_db()
        messages.success(request, _said(order.refunded - before))
    return SeeOther("orders:show", number)


def _page(request: HttpRequest, order: Order, form: CancelForm) -> HttpResponse:
    context = {
        "order": order,
        "amount": _left(order),
        "form": form,
        "back_url": reverse("orders:show", args=[order.number]),
    }
    status = 422 if form.errors else 200
    return render(request, "payments/cancel.html", context, status=status)


def _left(order: Order) -> Decimal:
    """What goes back: parts of a paid order may have gone back before."""
    parts = everything_left(order.lines.all()) if order.paid_at else []
    return sum((part.total for part in parts), ZERO)


def _said(amount: Decimal) -> str:
    if not amount:
        return _("Your order is cancelled.")
    return _("Your order is cancelled. %(amount)s goes back the way it came.") % {
        "amount": money(amount)
    }
