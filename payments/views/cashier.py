"""The demo gateway's own page: another company's, so it knows nothing of our buyer."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from payments.gateways.demo import bank
from payments.gateways.demo.faults import Kind, Operation
from payments.gateways.demo.messages import DELAY
from payments.models import DemoTrade
from shop.kernel.clock import now
from shop.kernel.http import SeeOther, private_page

PAYING: dict[str, Callable[..., Any]] = {
    "pay": bank.pay,
    "delay": partial(bank.pay, delay=DELAY),
    "twice": bank.pay_twice,
    "wrong": partial(bank.pay_wrongly, operation=Operation.PAY, kind=Kind.WRONG_AMOUNT),
    "lost": partial(bank.pay_wrongly, operation=Operation.CALLBACK, kind=Kind.LOST),
    "disorder": partial(
        bank.pay_wrongly, operation=Operation.PAY, kind=Kind.OUT_OF_ORDER
    ),
}


@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def cashier(request: HttpRequest, out_trade_no: str) -> HttpResponse:
    """Pay, decline, or pay in one of the ways in which a payment goes wrong.

    No token: it is not this visitor's session that pays, but whoever is at the bank.
    """
    trades = bank.trades(out_trade_no) if settings.DEMO_GATEWAY else []
    if not trades:
        raise Http404
    trade = trades[0]
    if request.method != "POST" or trade.status != DemoTrade.Status.WAITING:
        return _page(request, trade)
    action = request.POST.get("action", "")
    if action == "decline":
        return SeeOther(_return_url(trade, declined="1"))
    if action not in PAYING:
        return _page(request, trade, status=422)
    PAYING[action](out_trade_no=out_trade_no, now=now())
    return SeeOther(_return_url(trade))


def _page(request: HttpRequest, trade: DemoTrade, status: int = 200) -> HttpResponse:
    context = {
        "trade": trade,
        "is_waiting": trade.status == DemoTrade.Status.WAITING,
        "is_paid": trade.status == DemoTrade.Status.PAID,
        "return_url": _return_url(trade),
        "is_odd": status != 200,
    }
    return render(request, "payments/cashier.html", context, status=status)


def _return_url(trade: DemoTrade, **facts: str) -> str:
    query = urlencode({"out_trade_no": trade.out_trade_no, **facts})
    return f"{trade.return_url}?{query}"
