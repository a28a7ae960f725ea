"""WeChat Pay: inside WeChat, on phones, by a code on a screen, in a mini-program."""

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.errors import GatewayAway
from payments.gateways.base import (
    Message,
    Payer,
    RefundState,
    StatementRow,
    Symptom,
    TradeState,
)
from payments.gateways.browsers import is_inside_wechat
from payments.gateways.china import BEIJING, CURRENCY
from payments.gateways.wechat import callbacks, refunds, trades
from payments.gateways.wechat.browsers import channel_of
from payments.gateways.wechat.examining import NEEDED, examine
from payments.gateways.wechat.keys import is_usable
from payments.gateways.wechat.openid import openid_of, way_to_wechat
from payments.gateways.wechat.prepaying import H5, MINI, app_of, prepay
from payments.gateways.wechat.signing import pay_parameters
from payments.gateways.wechat.statement import statement
from payments.models import PaymentAttempt, Refund
from shop.kernel.clock import elsewhere
from shop.kernel.clock import now as read_clock
from shop.kernel.network import visitor_address


class WeChatGateway:
    code = "wechat"
    label: str | Promise = _("WeChat Pay")
    hint: str | Promise = _("Pay with the WeChat app")

    zone: tzinfo = BEIJING
    needs: tuple[str, ...] = (
        *NEEDED,
        "WECHATPAY_PUBLIC_KEY_ID WECHATPAY_PLATFORM_CERT_DIR",
        "WECHATPAY_PUBLIC_KEY_FILE WECHATPAY_PLATFORM_CERT_DIR",
    )

    def is_configured(self) -> bool:
        has_all = all(getattr(settings, name) for name in NEEDED)
        is_ours = settings.SHOP_CURRENCY == CURRENCY
        return has_all and is_ours and is_usable(elsewhere(read_clock()))

    def is_offered(self, request: HttpRequest) -> bool:
        """Inside WeChat only where we can learn who pays."""
        knows = bool(settings.WECHAT_APP_SECRET) or not is_inside_wechat(request)
        return knows and self.is_configured()

    def channel(self, request: HttpRequest) -> str:
        return channel_of(request)

    def detour(self, request: HttpRequest, *, back: str) -> str | None:
        if not is_inside_wechat(request) or openid_of(request):
            return None
        return way_to_wechat(request, back=back, now=read_clock())

    def payer(self, request: HttpRequest) -> Payer:
        return Payer(ip=visitor_address(request), openid=openid_of(request))

    def start(self, attempt: PaymentAttempt, *, payer: Payer, now: datetime) -> str:
        """To WeChat from a phone, else to a page of ours that shows what to do."""
        given = prepay(attempt, payer=payer)
        if attempt.channel != H5:
            return reverse("payments:wechat", args=[attempt.order.number])
        if not given.startswith(("https://", "http://")):
            raise GatewayAway
        back = urlencode({"redirect_url": _return_url(attempt)})
        return f"{given}{'&' if '?' in given else '?'}{back}"

    def parameters(
        self, attempt: PaymentAttempt, *, payer: Payer, now: datetime
    ) -> dict[str, str]:
        """What WeChat's own sheet is opened with.  Raises as `start` does."""
        prepay_id = prepay(attempt, payer=payer)
        app = app_of(attempt.channel)
        return pay_parameters(app, prepay_id, now=elsewhere(now))

    def mini(
        self, attempt: PaymentAttempt, *, payer: Payer, now: datetime
    ) -> dict[str, str]:
        """For `wx.requestPayment` of the mini-program, which knows its own app."""
        if attempt.channel != MINI:
            raise ValueError(attempt.channel)
        parameters = self.parameters(attempt, payer=payer, now=now)
        return {name: said for name, said in parameters.items() if name != "appId"}

    def query(self, attempt: PaymentAttempt, *, now: datetime) -> TradeState:
        return trades.query(attempt)

    def close(self, attempt: PaymentAttempt, *, now: datetime) -> TradeState:
        return trades.close(attempt)

    def refund(self, refund: Refund, *, now: datetime) -> RefundState:
        return refunds.refund(refund)

    def query_refund(self, refund: Refund, *, now: datetime) -> RefundState:
        return refunds.query_refund(refund)

    def read(self, request: HttpRequest, *, now: datetime) -> Message:
        return callbacks.read(request, now=now)

    def acknowledge(self) -> HttpResponse:
        return HttpResponse(status=204)

    def refuse(self, status: int) -> HttpResponse:
        """A 200 would count as heard, whatever stands in it."""
        return JsonResponse({"code": "FAIL", "message": "not stored"}, status=status)

    def statement(
        self, day: date, *, now: datetime, before: datetime | None = None
    ) -> Iterator[StatementRow]:
        return statement(day, now=now)

    def examine(self, *, now: datetime) -> Iterator[Symptom]:
        return examine(now=now)


def _return_url(attempt: PaymentAttempt) -> str:
    """To the page that waits and asks, in the buyer's language.  The phone may come back
    before anything was paid, and may never come back."""
    path = reverse("payments:return", args=["wechat"])
    query = urlencode({"out_trade_no": attempt.out_trade_no})
    return f"{settings.PAYMENT_NOTIFY_BASE_URL}{path}?{query}"
