"""The fakes seen alike: what a buyer does there, what they tell us, what is in their
books.  Everything by the shop's own numbers, and in cents.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

import requests

from payments.gateways.stripe.facts import OURS, REFUND
from shop.kernel.clock import now
from shop.kernel.money import to_minor
from tests.gateways.alipay.books import Trade
from tests.gateways.alipay.fake import FakeAlipay
from tests.gateways.stripe.fake import Facts, FakeStripe
from tests.gateways.stripe.fake_server import event, signature
from tests.gateways.wechat.fake import FakeWeChat
from tests.gateways.wechat.seals import BY_KEY, callback_body

PATIENCE_SECONDS = 45
Money = dict[str, int]


@dataclass(frozen=True, kw_only=True)
class News:
    """A callback.  Told again it is the same one, only signed anew."""

    path: str
    body: bytes
    sign: Callable[[bytes], dict[str, str]]

    def tell(self, shop: str) -> bytes:
        """What the shop answers.  Raises requests.RequestException."""
        answer = requests.post(
            f"{shop}/payments/{self.path}/",
            data=self.body,
            headers=self.sign(self.body),
            timeout=PATIENCE_SECONDS,
        )
        answer.raise_for_status()
        return answer.content


class Bank(Protocol):
    """`lacks` are the points that it never comes by; `open` are the trades that may
    still be paid, `refunded` what went back.
    """

    code: str
    channel: str
    thanks: bytes
    lacks: tuple[str, ...]

    def arrive(self, address: str) -> None: ...
    def pay(self, number: str) -> None: ...
    def delay_refunds(self) -> None: ...
    def finish_refunds(self) -> None: ...
    def news_of_payment(self, number: str) -> News: ...
    def news_of_refund(self, number: str) -> News: ...
    @property
    def open(self) -> list[str]: ...
    @property
    def taken(self) -> Money: ...
    @property
    def refunded(self) -> Money: ...


class Alipay:
    """Hears of a trade when its buyer arrives, and tells of a refund as of its trade."""

    code, channel, thanks = "alipay", "", b"success"
    lacks = ("pay.gateway_did_it",)  # it is asked nothing then

    def __init__(self, fake: FakeAlipay) -> None:
        self.fake, self.books = fake, fake.books

    def arrive(self, address: str) -> None:
        asked = self.fake.open_cashier(address)
        self.books.scan(asked["out_trade_no"], asked["total_amount"])

    def pay(self, number: str) -> None:
        self.books.pay(number, self.books.trades[number].amount)

    def delay_refunds(self) -> None:
        self.books.delays_refunds = True

    def finish_refunds(self) -> None:
        for trade in self._trades:
            trade.pending.clear()

    def news_of_payment(self, number: str) -> News:
        form = urlencode(self.fake.notification(number)).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return News(path="alipay/callback", body=form, sign=lambda _: kind)

    def news_of_refund(self, number: str) -> News:
        (trade,) = [trade for trade in self._trades if number in trade.refunds]
        return self.news_of_payment(trade.out_trade_no)

    @property
    def open(self) -> list[str]:
        waiting = "WAIT_BUYER_PAY"
        return [one.out_trade_no for one in self._trades if one.status == waiting]

    @property
    def taken(self) -> Money:
        paid = [one for one in self._trades if one.was_paid]
        return {one.out_trade_no: to_minor(one.amount, "CNY") for one in paid}

    @property
    def refunded(self) -> Money:
        return {
            number: to_minor(amount, "CNY")
            for trade in self._trades
            for number, amount in trade.refunds.items()
        }

    @property
    def _trades(self) -> list[Trade]:
        return list(self.books.trades.values())


class WeChat:
    """By a code on a screen."""

    code, channel, thanks = "wechat", "native", b""
    lacks = ()

    def __init__(self, fake: FakeWeChat) -> None:
        self.fake, self.books = fake, fake.books

    def arrive(self, address: str) -> None:
        """Scanning alone changes nothing."""

    def pay(self, number: str) -> None:
        self.books.pay(number)

    def delay_refunds(self) -> None:
        self.books.next_refund = "PROCESSING"

    def finish_refunds(self) -> None:
        for refund in self.books.refunds.values():
            refund["status"] = "SUCCESS"

    def news_of_payment(self, number: str) -> News:
        return self._news("callback", "TRANSACTION", self.books.trade(number))

    def news_of_refund(self, number: str) -> News:
        return self._news("refund-callback", "REFUND", self.books.refund_news(number))

    def _news(self, path: str, kind: str, about: Facts) -> News:
        return News(
            path=f"wechat/{path}",
            body=callback_body(f"{kind}.SUCCESS", about),
            sign=lambda body: BY_KEY.headers(body, at=now()),
        )

    @property
    def open(self) -> list[str]:
        trades = self.books.trades.items()
        return [number for number, trade in trades if trade["state"] == "NOTPAY"]

    @property
    def taken(self) -> Money:
        return {
            number: trade["amount"]["total"]
            for number, trade in self.books.trades.items()
            if "transaction_id" in trade
        }

    @property
    def refunded(self) -> Money:
        refunds = self.books.refunds.items()
        return {number: refund["amount"]["refund"] for number, refund in refunds}


class Stripe:
    """A number has as many sessions as were made for it."""

    code, channel, thanks = "stripe", "", b"ok"
    lacks = ()

    def __init__(self, fake: FakeStripe) -> None:
        self.fake = fake
        fake.now = now()

    def arrive(self, address: str) -> None:
        assert address in [session["url"] for session in self._sessions]

    def pay(self, number: str) -> None:
        self.fake.pay(self._session_of(number))

    def delay_refunds(self) -> None:
        self.fake.refund_status = "pending"

    def finish_refunds(self) -> None:
        for refund in self.fake.made.values():
            refund["status"] = "succeeded"

    def news_of_payment(self, number: str) -> News:
        return self._news("checkout.session.completed", self._session_of(number))

    def news_of_refund(self, number: str) -> News:
        made = self.fake.made.values()
        (refund,) = [one for one in made if one["metadata"][REFUND] == number]
        return self._news("refund.updated", refund)

    def _news(self, kind: str, about: Facts) -> News:
        return News(
            path="stripe/callback",
            body=json.dumps(event(kind, about)).encode(),
            sign=lambda body: {"Stripe-Signature": signature(body, at=now())},
        )

    def _session_of(self, number: str) -> Facts:
        (session,) = [
            one for one in self._sessions if one["client_reference_id"] == number
        ]
        return session

    @property
    def open(self) -> list[str]:
        is_open = [one for one in self._sessions if one["status"] == "open"]
        return [session["client_reference_id"] for session in is_open]

    @property
    def taken(self) -> Money:
        intents = self.fake.intents.values()
        return {one["metadata"][OURS]: one["amount"] for one in intents}

    @property
    def refunded(self) -> Money:
        made = self.fake.made.values()
        assert len({one["metadata"][REFUND] for one in made}) == len(made)
        return {one["metadata"][REFUND]: one["amount"] for one in made}

    @property
    def _sessions(self) -> list[Facts]:
        return list(self.fake.sessions.values())
