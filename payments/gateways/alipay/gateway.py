"""Alipay: its page on a desktop, its app on a phone."""

from collections.abc import Iterator
from datetime import date, datetime, tzinfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from payments.errors import MethodNotOffered
from payments.gateways.alipay import refunds, trades
from payments.gateways.alipay.client import beijing_text, redirect_address
from payments.gateways.alipay.examining import examine
from payments.gateways.alipay.keys import NoKey, alipay_key, shop_key
from payments.gateways.alipay.reading import read_callback
from payments.gateways.alipay.statement import statement as read_statement
from payments.gateways.base import (
    NOBODY,
    Message,
    Payer,
    RefundState,
    StatementRow,
    Symptom,
    TradeState,
)
from payments.gateways.browsers import is_inside_wechat, is_phone
from payments.gateways.china import BEIJING, CURRENCY
from payments.models import PaymentAttempt, Refund
from shop.kernel.clock import elsewhere

WAP, PAGE = "wap", "page"
PRODUCTS = {WAP: "QUICK_WAP_WAY", PAGE: "FAST_INSTANT_TRADE_PAY"}
NOT_IN_A_SUBJECT = str.maketrans("/=&", "---")


class AlipayGateway:
    """In yuan only, and not inside WeChat, which blocks Alipay's pages."""

    code = "alipay"
    label: str | Promise = _("Alipay")
    hint: str | Promise = _("With the Alipay app or on Alipay's page")

    zone: tzinfo = BEIJING
    needs: tuple[str, ...] = (
        "ALIPAY_APP_ID",
        "ALIPAY_SELLER_ID",
        "ALIPAY_APP_PRIVATE_KEY_FILE",
        "ALIPAY_PUBLIC_KEY_FILE",
    )

    def is_configured(self) -> bool:
        if not settings.ALIPAY_APP_ID:
            return False
        try:
            return bool(shop_key() and alipay_key())
        except NoKey:
            return False

    def is_offered(self, request: HttpRequest) -> bool:
        fits = settings.SHOP_CURRENCY == CURRENCY and not is_inside_wechat(request)
        return fits and self.is_configured()

    def channel(self, request: HttpRequest) -> str:
        return WAP if is_phone(request) else PAGE

    def detour(self, request: HttpRequest, *, back: str) -> str | None:
        return None

    def payer(self, request: HttpRequest) -> Payer:
        return NOBODY

    def start(self, attempt: PaymentAttempt, *, payer: Payer, now: datetime) -> str:
        """Alipay hears of it when the buyer's browser arrives there."""
        if attempt.currency != CURRENCY or not self.is_configured():
            raise MethodNotOffered
        channel = attempt.channel or PAGE
        base, order = settings.PAYMENT_NOTIFY_BASE_URL, attempt.order
        with override(settings.LANGUAGE_CODE):  # callbacks have no language
            notify = reverse("payments:callback", args=[self.code])
        with override(order.language or settings.LANGUAGE_CODE):
            back = reverse("payments:return", args=[self.code])
            quit_url = f"{base}{reverse('payments:pay', args=[order.number])}"
        content = {
            "out_trade_no": attempt.out_trade_no,
            "total_amount": f"{attempt.amount:.2f}",
            "subject": _subject(order.number, order.language),
            "product_code": PRODUCTS[channel],
            "time_expire": beijing_text(elsewhere(order.pay_by)),
        }
        return redirect_address(
            f"alipay.trade.{channel}.pay",
            content | ({"quit_url": quit_url} if channel == WAP else {}),
            notify_url=f"{base}{notify}",
            return_url=f"{base}{back}",
        )

    def query(self, attempt: PaymentAttempt, *, now: datetime) -> TradeState:
        return trades.trade_state(attempt)

    def close(self, attempt: PaymentAttempt, *, now: datetime) -> TradeState:
        return trades.close_trade(attempt)

    def refund(self, refund: Refund, *, now: datetime) -> RefundState:
        return refunds.send(refund)

    def query_refund(self, refund: Refund, *, now: datetime) -> RefundState:
        return refunds.look_up(refund)

    def read(self, request: HttpRequest, *, now: datetime) -> Message:
        return read_callback(request)

    def acknowledge(self) -> HttpResponse:
        """These seven letters and nothing else, or it comes again."""
        return HttpResponse("success", content_type="text/plain")

    def refuse(self, status: int) -> HttpResponse:
        return HttpResponse("fail", status=status, content_type="text/plain")

    def statement(
        self, day: date, *, now: datetime, before: datetime | None = None
    ) -> Iterator[StatementRow]:
        return read_statement(day, now=now)

    def examine(self, *, now: datetime) -> Iterator[Symptom]:
        return examine(now=now)


def _subject(number: str, language: str) -> str:
    with override(language or settings.LANGUAGE_CODE):
        text = gettext("Order %(number)s") % {"number": number}
    return text.translate(NOT_IN_A_SUBJECT)
