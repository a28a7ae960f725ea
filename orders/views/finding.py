"""A guest's ways to an order: number and contact, or the secret link."""

from allauth.core.internal.ratelimit import get_ip
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from orders.access import remember_order
from orders.forms import FindForm
from orders.models import Order
from orders.numbers import is_key_of, key_of
from orders.services.finding import find_order
from shop.kernel.clock import now
from shop.kernel.errors import DomainError
from shop.kernel.http import SeeOther, is_speculative, private_page


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """A wrong number and a wrong contact get the same answer."""
    form = FindForm(request.POST or None)
    status = 200
    if request.method == "POST":
        form = FindForm(request.POST)
        status = 422
        if form.is_valid():
            try:
                found = find_order(
                    **form.cleaned_data, address=get_ip(request), now=now()
                )
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                return SeeOther("orders:key", found.number, key_of(found.number))
    context = {"form": form, "back_url": reverse("content:home")}
    return render(request, "orders/find.html", context, status=status)


@private_page
@require_safe
def key(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """Whoever has the link may see the order from now on, in this browser."""
    if not is_key_of(number, token):
        raise Http404(_("There is no such order."))
    order = get_object_or_404(Order, number=number, owner=None)
    if is_speculative(request):
        return HttpResponse(status=204)
    remember_order(request, order.number)
    response = redirect("orders:show", order.number)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
