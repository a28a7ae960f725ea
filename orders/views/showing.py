"""One order.  A stranger's is answered like one that does not exist: 404."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from orders.access import order_or_404
from orders.models import Order
from orders.numbers import key_of
from orders.selectors import order_page
from shop.kernel.clock import now
from shop.kernel.http import private_page


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


def guest_link(order: Order) -> str:
    """A guest's way back to the order; an account needs none."""
    if order.owner_id:
        return ""
    path = reverse("orders:key", args=[order.number, key_of(order.number)])
    return f"{settings.SITE_URL}{path}"
