"""Back from a gateway.  Nothing in the address is believed: the shop asks itself."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from orders.access import may_see, order_or_404
from orders.models import Order
from orders.selectors import delivery_window
from orders.selectors.team_panel import team_panels
from orders.views.showing import guest_link
from payments.selectors import standings_of
from payments.states import AttemptStatus
from payments.views.looking import look, turn_of
from shop.kernel.clock import now
from shop.kernel.http import SeeOther, private_page
from shop.kernel.prepared import prepared

EVERY = 3  # seconds
TURNS = 20  # a minute; then the buyer is offered other ways
LONGEST_NUMBER = 64


@private_page
@require_safe
def come_back(request: HttpRequest, gateway: str) -> HttpResponse:
    """To the waiting page of the order that was paid, where the visitor may see it;
    nobody waits for what has come.

    An unknown number and somebody else's are answered alike.
    """
    number = request.GET.get("out_trade_no", "")[:LONGEST_NUMBER]
    order = _order_of_attempt(request, gateway, number) if number else None
    if order is None:
        return redirect("orders:find")
    if order.paid_at and not order.cancelled_at:
        return redirect("payments:done", order.number)
    target = reverse("payments:wait", args=[order.number])
    declined = "?declined=1" if request.GET.get("declined") == "1" else ""
    return redirect(f"{target}{declined}")


def _order_of_attempt(request: HttpRequest, gateway: str, number: str) -> Order | None:
    order = next(iter(_paid_by(gateway=gateway, number=number)), None)
    return order if order and may_see(request, order) else None


@prepared
def _paid_by(gateway: str, number: str) -> QuerySet[Order]:
    return Order.objects.filter(
        attempts__gateway=gateway, attempts__out_trade_no=number
    )


@private_page
@require_safe
def wait(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the gateway, then say what is known.  Looks again by itself for a minute."""
    order, moment = order_or_404(request, number), now()
    look(request, order)
    if order.paid_at and not order.cancelled_at:
        return SeeOther("payments:done", number)
    if not order.is_unpaid:
        return redirect("orders:show", number)
    standings = standings_of(order)
    if elsewhere := _nothing_to_wait_for(standings):
        return redirect(elsewhere, number)
    is_over = AttemptStatus.OPEN not in standings
    declined = is_over or request.GET.get("declined") == "1"
    turn = turn_of(request, most=TURNS)
    context = {
        "order": order,
        "declined": declined,
        "is_long": turn >= TURNS,
        "now": moment,
        "back_url": reverse("orders:show", args=[number]),
        "again_url": reverse("payments:wait", args=[number]),
    }
    response = render(request, "payments/wait.html", context)
    if not declined and turn < TURNS:
        response.headers["Refresh"] = f"{EVERY}; url={request.path}?turn={turn + 1}"
    return response


def _nothing_to_wait_for(standings: set[str]) -> str:
    """Nobody has tried to pay, or what came is told of on the order's page."""
    if not standings:
        return "payments:pay"
    is_disputed = AttemptStatus.DISPUTED in standings
    is_open = AttemptStatus.OPEN in standings
    return "orders:show" if is_disputed and not is_open else ""


@private_page
@require_safe
def done(request: HttpRequest, number: str) -> HttpResponse:
    order = order_or_404(request, number)
    if not order.paid_at or order.cancelled_at:
        return redirect("payments:wait" if order.is_unpaid else "orders:show", number)
    context = {
        "order": order,
        "window": delivery_window(order),
        "panels": list(team_panels(order, now=now())),
        "key_url": guest_link(order),
        "back_url": reverse("orders:show", args=[number]),
    }
    return render(request, "payments/done.html", context)
