"""What WeChat Pay would have in its books, and how it answers about it."""

import json
from dataclasses import dataclass, field
from hashlib import sha1
from typing import Any
from urllib.parse import parse_qsl

from tests.gateways.wechat.seals import MCHID, pem_of, sealed

Said = tuple[int, dict[str, Any] | None]


def refusal(status: int, code: str) -> Said:
    return status, {"code": code, "message": "whatever"}


@dataclass
class Books:
    """Trades and refunds by our numbers.  A test changes them as a payer would."""

    trades: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    next_refund: str = "SUCCESS"
    certificates: list[tuple[str, int]] = field(default_factory=list)
    bills: dict[str, str] = field(default_factory=dict)
    bill_says: dict[str, str] = field(default_factory=dict)
    made: int = 0

    def pay(self, number: str, *, state: str = "SUCCESS", **facts: Any) -> None:
        trade = self.trades[number]
        trade |= {"state": state, "transaction_id": f"42000{number[:20]}"} | facts

    def trade(self, number: str) -> dict[str, Any]:
        """As query and callback tell it."""
        trade = self.trades[number]
        said = {
            "appid": trade["appid"],
            "mchid": trade["mchid"],
            "out_trade_no": number,
            "trade_state": trade["state"],
            "trade_state_desc": "…",
            "trade_type": trade["way"].upper(),
        }
        if trade["state"] in ("SUCCESS", "REFUND"):
            total = trade["amount"]["total"]
            said |= {
                "transaction_id": trade["transaction_id"],
                "success_time": "2026-11-20T20:00:00+08:00",
                "payer": {"openid": "o-secret"},
                "amount": {
                    "total": total,
                    "payer_total": max(total - 100, 0),  # with a coupon
                    "currency": "CNY",
                    "payer_currency": "CNY",
                },
            }
        return said | trade.get("says", {})

    def refund_news(self, number: str) -> dict[str, Any]:
        refund = self.refunds[number]
        amount = dict(refund["amount"])
        amount.pop("currency")
        return {
            "mchid": MCHID,
            "out_trade_no": refund["out_trade_no"],
            "transaction_id": refund["transaction_id"],
            "out_refund_no": number,
            "refund_id": refund["refund_id"],
            "refund_status": refund["status"],
            "success_time": "2026-11-20T20:00:00+08:00",
            "user_received_account": "a card",
            "amount": amount | {"payer_total": amount["total"], "payer_refund": 1},
        }

    # --- what is asked ---------------------------------------------------------------

    def prepay(self, way: str, asked: dict[str, Any]) -> Said:
        number = asked["out_trade_no"]
        trade = self.trades.setdefault(
            number, asked | {"asked": asked, "state": "NOTPAY", "way": way}
        )
        if trade["state"] == "CLOSED":
            return refusal(400, "ORDER_CLOSED")
        if trade["state"] != "NOTPAY":
            return refusal(400, "ORDERPAID")
        if (trade["asked"], trade["way"]) != (asked, way):
            return refusal(403, "OUT_TRADE_NO_USED")
        self.made += 1
        return 200, {
            "h5": {"h5_url": f"https://wx.example/pay?prepay_id=wx{self.made}"},
            "native": {"code_url": f"weixin://wxpay/bizpayurl?pr={self.made}"},
            "jsapi": {"prepay_id": f"wx{self.made}"},
        }[way]

    def query(self, number: str) -> Said:
        if number not in self.trades:
            return refusal(404, "ORDER_NOT_EXIST")
        return 200, self.trade(number)

    def close(self, number: str, asked: dict[str, Any]) -> Said:
        assert asked == {"mchid": MCHID}
        trade = self.trades.get(number, {"state": "NOTPAY"})
        if trade["state"] not in ("NOTPAY", "CLOSED"):
            return refusal(400, "TRADE_ERROR")
        trade["state"] = "CLOSED"
        return 204, None

    def refund(self, asked: dict[str, Any]) -> Said:
        number = asked["out_refund_no"]
        if number in self.refunds:
            known = self.refunds[number]["asked"]
            if known != asked:
                return refusal(400, "PARAM_ERROR")
            return 200, self._refund(number)
        paid = {one.get("transaction_id"): no for no, one in self.trades.items()}
        if asked["transaction_id"] not in paid:
            return refusal(404, "RESOURCE_NOT_EXISTS")
        self.refunds[number] = asked | {
            "asked": asked,
            "out_trade_no": paid[asked["transaction_id"]],
            "refund_id": f"50000{number[:20]}",
            "status": self.next_refund,
        }
        self.trades[paid[asked["transaction_id"]]]["state"] = "REFUND"
        return 200, self._refund(number)

    def query_refund(self, number: str) -> Said:
        if number not in self.refunds:
            return refusal(404, "RESOURCE_NOT_EXISTS")
        return 200, self._refund(number)

    def _refund(self, number: str) -> dict[str, Any]:
        said = self.refund_news(number)
        said["status"] = said.pop("refund_status")
        said["amount"]["currency"] = "CNY"
        return said | self.refunds[number].get("says", {})

    def list_certificates(self) -> Said:
        if not self.certificates:
            return refusal(404, "RESOURCE_NOT_EXISTS")
        boxes = [
            {
                "serial_no": "whatever",
                "effective_time": "2020-01-01T00:00:00+08:00",
                "expire_time": "2040-01-01T00:00:00+08:00",
                "encrypt_certificate": sealed(
                    pem_of(whose, until=until), about="certificate"
                ),
            }
            for whose, until in self.certificates
        ]
        return 200, {"data": boxes}

    def bill(self, asked: str) -> Said:
        query = dict(parse_qsl(asked))
        assert query.pop("bill_type") == "ALL"
        day = query["bill_date"]
        if day not in self.bills:
            return refusal(400, "NO_STATEMENT_EXIST")
        told = {
            "hash_type": "SHA1",
            "hash_value": sha1(
                self.bills[day].encode(), usedforsecurity=False
            ).hexdigest(),
            "download_url": f"https://api.example/v3/billdownload/file?token={day}",
        }
        return 200, told | self.bill_says


def find(books: Books, method: str, path: str, body: bytes) -> tuple[str, Said]:
    """The name of what is asked, and the answer; an unknown address is a mistake."""
    asked = json.loads(body) if body else {}
    last = path.partition("?")[0].rpartition("/")[2]
    trades, refunds = "/v3/pay/transactions/", "/v3/refund/domestic/refunds"
    if method == "POST" and path.removeprefix(trades) in ("h5", "native", "jsapi"):
        return "prepay", books.prepay(last, asked)
    if method == "POST" and path.endswith("/close"):
        return "close", books.close(path.split("/")[-2], asked)
    if method == "GET" and path == f"{trades}out-trade-no/{last}?mchid={MCHID}":
        return "query", books.query(last)
    if (method, path) == ("POST", refunds):
        return "refund", books.refund(asked)
    if (method, path) == ("GET", f"{refunds}/{last}"):
        return "query-refund", books.query_refund(last)
    if (method, path) == ("GET", "/v3/certificates"):
        return "certificates", books.list_certificates()
    if (method, path.partition("?")[0]) == ("GET", "/v3/bill/tradebill"):
        return "bill", books.bill(path.partition("?")[2])
    return "nothing", refusal(404, "NOT_FOUND")
