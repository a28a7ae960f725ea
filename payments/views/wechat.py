"""Paying with WeChat on pages of ours: a code to scan, a button inside WeChat, and the
way back from being known there.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_safe

from orders.access import order_or_404
from orders.models import Order
from payments.errors import GatewayAway, MethodNotOffered
from payments.gateways.watch import watched
from payments.gateways.wechat import openid
from payments.gateways.wechat.gateway import WeChatGateway
from payments.gateways.wechat.prepaying import JSAPI, NATIVE, prepay
from payments.models import PaymentAttempt
from payments.views.looking import look, turn_of
from shop.kernel.clock import now
from shop.kernel.codes import square_code
from shop.kernel.http import private_page

GATEWAY = WeChatGateway()
QUICK, SLOW = 4, 10  # seconds between two looks
QUICK_TURNS = 30


@private_page
@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """What the buyer has to do in WeChat, until the gateway says that it was done."""
    order, moment = order_or_404(request, number), now()
    look(request, order)
    attempt = _attempt(request, order)
    if not order.is_unpaid or attempt is None or order.pay_by <= moment:
        return redirect("payments:wait", number)
    page = _press if attempt.channel == JSAPI else _scan
    try:
        with watched(GATEWAY.code):
            return page(request, attempt)
    except (GatewayAway, MethodNotOffered) as error:
        messages.error(request, str(error))
        return redirect("payments:pay", number)


def _scan(request: HttpRequest, attempt: PaymentAttempt) -> HttpResponse:
    """Looks again by itself, quickly at first."""
    code = square_code(prepay(attempt, payer=GATEWAY.payer(request)))
    context = _context(attempt.order) | {"code": code}
    response = render(request, "payments/wechat_scan.html", context)
    turn = turn_of(request, most=QUICK_TURNS)
    wait = QUICK if turn < QUICK_TURNS else SLOW
    response.headers["Refresh"] = f"{wait}; url={request.path}?turn={turn + 1}"
    return response


def _press(request: HttpRequest, attempt: PaymentAttempt) -> HttpResponse:
    parameters = GATEWAY.parameters(attempt, payer=GATEWAY.payer(request), now=now())
    context = _context(attempt.order) | {"wechat": parameters}
    return render(request, "payments/wechat_press.html", context)


def _context(order: Order) -> dict[str, object]:
    return {
        "order": order,
        "now": now(),
        "back_url": reverse("orders:show", args=[order.number]),
    }


@private_page
@require_GET
def come_known(request: HttpRequest) -> HttpResponse:
    """From WeChat, with a code for the openid; the payment then goes on.

    Only a browser that we have sent there, and once.
    """
    back = openid.way_back(request, now=now())
    if back is None:
        return redirect("orders:find")
    try:
        if not openid.openid_of(request):
            openid.know(request, request.GET.get("code", ""))
    except GatewayAway as error:
        messages.error(request, str(error))
        return redirect(back)
    return render(request, "payments/wechat_go_on.html", {"pay_url": back})


def _attempt(request: HttpRequest, order: Order) -> PaymentAttempt | None:
    """The one that this browser can pay; the newest, where it has begun several."""
    here = GATEWAY.channel(request)
    channel = JSAPI if here == JSAPI else NATIVE
    return order.attempts.open().filter(gateway=GATEWAY.code, channel=channel).first()
