"""Pages of a payment, and the addresses that gateways know.

The latter are the same under every language's prefix; a gateway is told the one
without a prefix.
"""

from django.urls import path

from payments.views import (
    bank,
    callbacks,
    cancelling,
    cashier,
    paying,
    returning,
    wechat,
)

app_name = "payments"

urlpatterns = [
    path("orders/<slug:number>/pay/", paying.pay, name="pay"),
    path("orders/<slug:number>/pay/wait/", returning.wait, name="wait"),
    path("orders/<slug:number>/pay/wechat/", wechat.show, name="wechat"),
    path("payments/wechat/openid/", wechat.come_known, name="wechat-openid"),
    path("orders/<slug:number>/pay/done/", returning.done, name="done"),
    path("orders/<slug:number>/cancel/", cancelling.cancel, name="cancel"),
    path("payments/<slug:gateway>/callback/", callbacks.callback, name="callback"),
    path(
        "payments/<slug:gateway>/refund-callback/",
        callbacks.callback,
        name="refund-callback",
    ),
    path("payments/<slug:gateway>/return/", returning.come_back, name="return"),
    path("payments/demo/bank/<slug:operation>/", bank.serve, name="demo-bank"),
    path("payments/demo/<slug:out_trade_no>/", cashier.cashier, name="demo-cashier"),
]
