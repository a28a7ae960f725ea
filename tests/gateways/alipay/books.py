"""What the fake Alipay knows of trades and refunds, and says when it is asked."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any

APP_ID, SELLER_ID = "2021000000000001", "2088000000000001"


@dataclass
class Trade:
    out_trade_no: str
    trade_no: str
    amount: Decimal
    status: str = "WAIT_BUYER_PAY"
    was_paid: bool = False
    refunds: dict[str, Decimal] = field(default_factory=dict)
    pending: set[str] = field(default_factory=set)

    @property
    def refunded(self) -> Decimal:
        return sum(self.refunds.values(), Decimal(0))


class Books:
    """A trade is there once its buyer has scanned."""

    def __init__(self) -> None:
        self.trades: dict[str, Trade] = {}
        self.balance = Decimal(1_000_000)
        self.delays_refunds = False
        self._numbers = count(1)

    def scan(self, out_trade_no: str, amount: object) -> Trade:
        number = f"20261120220014{next(self._numbers):014}"
        trade = Trade(out_trade_no, number, Decimal(str(amount)))
        return self.trades.setdefault(out_trade_no, trade)

    def pay(self, out_trade_no: str, amount: object) -> Trade:
        trade = self.scan(out_trade_no, amount)
        trade.status, trade.was_paid = "TRADE_SUCCESS", True
        return trade

    def give_back(self, out_trade_no: str, amount: object) -> Trade:
        """By hand, in Alipay's own back office."""
        trade = self.trades[out_trade_no]
        trade.refunds[f"{next(self._numbers)}"] = Decimal(str(amount))
        if trade.refunded == trade.amount:
            trade.status = "TRADE_CLOSED"
        return trade

    def notification(self, out_trade_no: str) -> dict[str, str]:
        trade = self.trades[out_trade_no]
        facts = {
            "app_id": APP_ID,
            "auth_app_id": APP_ID,
            "buyer_id": "2088102169481075",
            "charset": "utf-8",
            "fund_bill_list": '[{"amount":"1.00","fundChannel":"PCREDIT"}]',
            "gmt_create": "2026-11-20 20:00:00",
            "notify_id": f"{next(self._numbers):034}",
            "notify_time": "2026-11-20 20:00:06",
            "notify_type": "trade_status_sync",
            "out_trade_no": out_trade_no,
            "seller_id": SELLER_ID,
            "subject": "订单 1 +%26",
            "total_amount": f"{trade.amount:.2f}",
            "trade_no": trade.trade_no,
            "trade_status": trade.status,
            "version": "1.0",
        }
        if trade.was_paid:
            facts["gmt_payment"] = "2026-11-20 20:00:05"
        if trade.status == "TRADE_CLOSED":
            facts |= {"gmt_close": "2026-11-20 20:30:00", "refund_fee": "0.00"}
        if trade.refunds:
            facts |= {
                "gmt_refund": "2026-11-20 21:00:00.123",
                "out_biz_no": list(trade.refunds)[-1],
                "refund_fee": f"{trade.refunded:.2f}",
            }
        return facts

    def answer(self, method: str, content: dict[str, str]) -> dict[str, Any]:
        if method == "alipay.data.dataservice.bill.downloadurl.query":
            return _done(bill_download_url="")
        trade = self._find(content)
        if trade is None:
            return refusal("ACQ.TRADE_NOT_EXIST")
        return {
            "alipay.trade.query": self._query,
            "alipay.trade.close": self._close,
            "alipay.trade.refund": self._refund,
            "alipay.trade.fastpay.refund.query": self._query_refund,
        }[method](trade, content)

    def _find(self, content: dict[str, str]) -> Trade | None:
        """By Alipay's number first."""
        if number := content.get("trade_no"):
            found = [one for one in self.trades.values() if one.trade_no == number]
            return found[0] if found else None
        return self.trades.get(content["out_trade_no"])

    def _query(self, trade: Trade, content: dict[str, str]) -> dict[str, Any]:
        paid_at = {"send_pay_date": "2026-11-20 20:00:05"} if trade.was_paid else {}
        return _done(
            trade,
            **paid_at,
            buyer_logon_id="m{e}}i***@example.com",
            store_name='a"}\\{b',
            trade_status=trade.status,
            total_amount=f"{trade.amount:.2f}",
            fund_bill_list=[{"amount": "1.00", "fund_channel": "ALIPAYACCOUNT"}],
        )

    def _close(self, trade: Trade, content: dict[str, str]) -> dict[str, Any]:
        if trade.status != "WAIT_BUYER_PAY":
            return refusal("ACQ.REASON_TRADE_STATUS_INVALID")
        trade.status = "TRADE_CLOSED"
        return _done(trade)

    def _refund(self, trade: Trade, content: dict[str, str]) -> dict[str, Any]:
        number, amount = content["out_request_no"], Decimal(content["refund_amount"])
        before = trade.refunds.get(number)
        if before is not None and before != amount:
            return refusal("ACQ.DISCORDANT_REPEAT_REQUEST")
        if before is None:
            if trade.status not in ("TRADE_SUCCESS",):
                return refusal("ACQ.TRADE_STATUS_ERROR")
            if trade.refunded + amount > trade.amount:
                return refusal("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
            if self.balance < amount:
                return refusal("ACQ.SELLER_BALANCE_NOT_ENOUGH")
            trade.refunds[number] = amount
            if self.delays_refunds:
                trade.pending.add(number)
            if trade.refunded == trade.amount:
                trade.status = "TRADE_CLOSED"
        is_new = before is None and not self.delays_refunds
        return _done(
            trade,
            fund_change="Y" if is_new else "N",
            refund_fee=f"{trade.refunded:.2f}",
        )

    def _query_refund(self, trade: Trade, content: dict[str, str]) -> dict[str, Any]:
        number = content["out_request_no"]
        if number not in trade.refunds or number in trade.pending:
            return _done(trade)
        return _done(
            trade,
            out_request_no=number,
            refund_amount=f"{trade.refunds[number]:.2f}",
            refund_status="REFUND_SUCCESS",
            total_amount=f"{trade.amount:.2f}",
        )


def refusal(sub_code: str, code: str = "40004") -> dict[str, Any]:
    return {"code": code, "msg": "Business Failed", "sub_code": sub_code}


def _done(trade: Trade | None = None, **facts: Any) -> dict[str, Any]:
    numbers = (
        {"out_trade_no": trade.out_trade_no, "trade_no": trade.trade_no}
        if trade
        else {}
    )
    return {"code": "10000", "msg": "Success", **numbers, **facts}
