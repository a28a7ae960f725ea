"""The demo gateway's own page: another company's, so it knows nothing of our buyer."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from payments.gateways.demo import bank
from payments.gateways.demo.messages import DELAY
from payments.models import DemoTrade
from shop.kernel.clock import now
from shop.kernel.http import SeeOther, private_page


@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def cashier(request: HttpRequest, out_trade_no: str) -> HttpResponse:
    """Pay, decline, pay later than promised, or pay twice.

    No token: it is not this visitor's session that pays, but whoever is at the bank.
    """
    trades = bank.trades(out_trade_no) if settings.DEMO_GATEWAY else []
    if not trades:
        raise Http404
    trade = trades[0]
    if request.method != "POST" or trade.status != DemoTrade.Status.WAITING:
        return _page(request, trade)
    action, moment = request.POST.get("action", ""), now()
    if action == "decline":
        return SeeOther(_return_url(trade, declined="1"))
    if action == "delay":
        bank.pay(out_trade_no=out_trade_no, now=moment, delay=DELAY)
    elif action in ("pay", "twice"):
        pay = bank.pay if action == "pay" else bank.pay_twice
        pay(out_trade_no=out_trade_no, now=moment)
    else:
        return _page(request, trade, status=422)
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
