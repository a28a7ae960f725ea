"""One order.  A stranger's is answered like one that does not exist: 404."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from orders.access import order_or_404
from orders.actions import Action, actions_for
from orders.models import Order
from orders.numbers import key_of
from orders.selectors import order_page
from orders.services import confirm_receipt
from shop.kernel.clock import now
from shop.kernel.errors import DomainError
from shop.kernel.http import SeeOther, private_page


@private_page
@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    order, moment = order_or_404(request, number), now()
    context = {
        "page": order_page(order, now=moment),
        "order": order,
        "now": moment,
        "key_url": guest_link(order),
        "back_url": reverse("orders:list"),
    }
    return render(request, "orders/show.html", context)


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
    context = {"order": order, "back_url": reverse("orders:show", args=[number])}
    return render(request, "orders/received.html", context)


def guest_link(order: Order) -> str:
    """A guest's way back to the order; an account needs none."""
    if order.owner_id:
        return ""
    path = reverse("orders:key", args=[order.number, key_of(order.number)])
    return f"{settings.SITE_URL}{path}"
