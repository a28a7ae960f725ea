"""How to pay: the amount, the time left, and the ways that are offered here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from orders.access import order_or_404
from orders.models import Order
from payments.errors import GatewayAway, MethodNotOffered, NotPayable
from payments.forms import MethodForm
from payments.gateways.registry import gateway_named, offered, resting
from payments.gateways.targets import form_targets
from payments.selectors import last_gateway
from payments.services import start_payment
from shop.kernel.clock import now
from shop.kernel.errors import DomainError
from shop.kernel.failpoints import failpoint
from shop.kernel.http import SeeOther, lead_to, private_page, tell_whence


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, number: str) -> HttpResponse:
    """A POST leads to the gateway; asked again, it is the same attempt."""
    order, moment = order_or_404(request, number), now()
    if not order.is_unpaid:
        return _not_payable(request, order)
    form = MethodForm(request.POST or None, offered=offered(request))
    if request.method != "POST":
        return _page(request, order, form)
    if not form.is_valid():
        return _page(request, order, form, status=422)
    way = gateway_named(form.cleaned_data["gateway"])
    try:
        target = way.detour(request, back=request.path) or start_payment(
            order_id=order.pk,
            gateway=way.code,
            now=moment,
            channel=way.channel(request),
            payer=way.payer(request),
        )
    except NotPayable:
        order.refresh_from_db()
        return _not_payable(request, order)
    except MethodNotOffered as error:
        return _page(request, order, form, status=422, problem=error)
    except GatewayAway as error:
        return _page(request, order, form, status=503, problem=error)
    failpoint("pay.after_commit")
    return tell_whence(SeeOther(target))


def _page(
    request: HttpRequest,
    order: Order,
    form: MethodForm,
    *,
    status: int = 200,
    problem: DomainError | None = None,
) -> HttpResponse:
    ways = offered(request)
    last = last_gateway(order)
    ways.sort(key=lambda way: way.code != last)
    context = {
        "order": order,
        "ways": ways,
        "last": last,
        "resting": resting(request),
        "form": form,
        "problem": problem,
        "now": now(),
        "back_url": reverse("orders:show", args=[order.number]),
    }
    response = render(request, "payments/pay.html", context, status=status)
    return lead_to(response, *form_targets())


def _not_payable(request: HttpRequest, order: Order) -> HttpResponse:
    if order.paid_at and not order.cancelled_at:
        return redirect("payments:done", order.number)
    messages.warning(request, str(NotPayable()))
    return redirect("orders:show", order.number)
