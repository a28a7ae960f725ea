"""The goods arrive: the buyer says so, or asks for more time."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from orders.access import order_or_404
from orders.actions import Action, actions_for
from orders.models import Order
from orders.services import confirm_receipt, extend_receipt
from orders.states import Actor
from shop.kernel.clock import now
from shop.kernel.errors import DomainError
from shop.kernel.http import SeeOther, private_page


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def received(request: HttpRequest, number: str) -> HttpResponse:
    """Asks first and says what it means; then the order is received."""
    order, moment = order_or_404(request, number), now()
    if request.method == "POST":
        try:
            confirm_receipt(
                order_id=order.pk, now=moment, actor_id=request.user.pk or None
            )
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Thank you. We hope you like it."))
        return SeeOther("orders:show", number)
    if Action.RECEIVE not in actions_for(order, now=moment):
        return redirect("orders:show", number)
    return _ask(request, order, "orders/received.html")


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, number: str) -> HttpResponse:
    """Asks first and says until when; then the carrier has more time, once."""
    order, moment = order_or_404(request, number), now()
    if request.method == "POST":
        try:
            order = extend_receipt(
                order_id=order.pk,
                now=moment,
                actor=Actor.BUYER,
                actor_id=request.user.pk or None,
            )
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _said(order))
        return SeeOther("orders:show", number)
    if Action.EXTEND not in actions_for(order, now=moment):
        return redirect("orders:show", number)
    more = settings.ORDER_EXTEND_BY
    until = order.receive_by + more if order.receive_by else None
    return _ask(request, order, "orders/extend.html", days=more.days, until=until)


def _ask(
    request: HttpRequest, order: Order, template: str, **facts: Any
) -> HttpResponse:
    back_url = reverse("orders:show", args=[order.number])
    return render(request, template, {"order": order, "back_url": back_url, **facts})


def _said(order: Order) -> str:
    last = date_format(localtime(order.receive_by), "DATE_FORMAT")
    return _("The order now counts as received on %(date)s.") % {"date": last}
