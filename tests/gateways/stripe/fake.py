"""A small Stripe of our own: its books, its rules, and what may go wrong with them.

It knows Checkout Sessions, refunds, balance transactions and idempotency keys, and it
is spoken to over real HTTP (`fake_server.py`).  Its clock is the test's.
"""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from tests.conftest import NOON

Facts = dict[str, Any]
ROUTES = {
    ("POST", "sessions"): "create",
    ("GET", "sessions/*"): "retrieve",
    ("POST", "sessions/*/expire"): "expire",
    ("POST", "refunds"): "refund",
    ("GET", "refunds"): "refunds",
    ("GET", "refunds/*"): "one_refund",
    ("GET", "balance_transactions"): "books",
    ("GET", "balance"): "balance",
    ("GET", "charges/*"): "charge",
}


class No(Exception):
    """A refusal, as Stripe words it."""

    def __init__(self, status: int, code: str, kind: str = "invalid_request_error"):
        super().__init__(code)
        self.status, self.body = status, {"error": {"type": kind, "code": code}}


@dataclass
class Fault:
    """Once, at this route, this is the answer; does it happen (`acts`) all the same?  A
    status of 0 hangs up, of -1 lets the shop wait."""

    route: str
    status: int
    acts: bool
    body: Any = None
    code: str = ""


@dataclass
class FakeStripe:
    secret_key: str = "sk_test_ours"
    now: datetime = NOON
    page_size: int = 100
    minimum: int = 50
    tells_of_replays: bool = True
    sessions: dict[str, Facts] = field(default_factory=dict)
    intents: dict[str, Facts] = field(default_factory=dict)
    made: dict[str, Facts] = field(default_factory=dict)  # refunds, oldest first
    charges: dict[str, Facts] = field(default_factory=dict)
    entries: list[Facts] = field(default_factory=list)  # balance transactions
    keys: dict[str, tuple[Any, int, Any]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    asked: list[tuple[str, Facts, dict[str, str]]] = field(default_factory=list)
    refund_status: str = "succeeded"

    def __post_init__(self) -> None:
        self.numbers = count(1)

    # --- what the shop asks ---------------------------------------------------------

    def create(self, said: Facts) -> Facts:
        ends = int(said["expires_at"]) - self.now.timestamp()
        if not 30 * 60 <= ends <= 24 * 60 * 60:
            raise No(400, "expires_at")
        price = said["line_items[0][price_data][unit_amount]"]
        if int(price) < self.minimum:
            raise No(400, "amount_too_small")
        number = self._number("cs_test")
        session = {
            "id": number,
            "object": "checkout.session",
            "url": f"https://checkout.stripe.test/c/{number}",
            "mode": said["mode"],
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "amount_total": int(price),
            "currency": said["line_items[0][price_data][currency]"],
            "client_reference_id": said["client_reference_id"],
            "metadata": inner(said, "metadata"),
            "livemode": False,
            "promised": inner(said, "payment_intent_data[metadata]"),
        }
        self.sessions[number] = session
        return session

    def retrieve(self, said: Facts, number: str) -> Facts:
        session = self._one(self.sessions, number)
        if session["payment_intent"] and "payment_intent" in said.get("expand[0]", ""):
            return session | {"payment_intent": self.intents[session["payment_intent"]]}
        return session

    def expire(self, said: Facts, number: str) -> Facts:
        session = self._one(self.sessions, number)
        if session["status"] != "open":
            raise No(400, "")
        session.update(status="expired", url=None)
        return session

    def refund(self, said: Facts) -> Facts:
        intent = self._one(self.intents, said["payment_intent"])
        amount, left = int(said["amount"]), intent["amount"] - intent["refunded"]
        if not left:
            raise No(400, "charge_already_refunded")
        if amount > left:
            raise No(400, "amount_too_large")
        intent["refunded"] += amount
        number = self._number("re")
        self.made[number] = {
            "id": number,
            "object": "refund",
            "status": self.refund_status,
            "amount": amount,
            "currency": intent["currency"],
            "payment_intent": intent["id"],
            "metadata": inner(said, "metadata"),
        }
        self._book("refund", -amount, self.made[number])
        return self.made[number]

    def refunds(self, said: Facts) -> Facts:
        rows = [
            r
            for r in self.made.values()
            if r["payment_intent"] == said["payment_intent"]
        ]
        return self._page(rows[::-1], said, "/v1/refunds")

    def one_refund(self, said: Facts, number: str) -> Facts:
        return self._one(self.made, number)

    def books(self, said: Facts) -> Facts:
        since, until = int(said["created[gte]"]), int(said["created[lt]"])
        rows = [row for row in self.entries if since <= row["created"] < until]
        return self._page(rows[::-1], said, "/v1/balance_transactions")

    def balance(self, said: Facts) -> Facts:
        return {"object": "balance", "livemode": False, "available": []}

    def charge(self, said: Facts, number: str) -> Facts:
        return self._one(self.charges, number)

    # --- what its buyers, banks and staff do ------------------------------------------

    def pay(self, session: Facts, *, status: str = "paid", **wrong: Any) -> Facts:
        """The buyer pays; `unpaid` stands for a bank that needs days."""
        number = self._number("pi")
        is_paid = status == "paid"
        intent = {
            "id": number,
            "object": "payment_intent",
            "status": "succeeded" if is_paid else "processing",
            "amount": session["amount_total"],
            "currency": session["currency"],
            "metadata": session["promised"],
            "refunded": 0,
        }
        self.intents[number] = intent
        session.update(status="complete", payment_status=status, url=None)
        session.update(payment_intent=number, **wrong)
        if is_paid:
            charge = intent | {"id": self._number("ch"), "object": "charge"}
            self._book("charge", intent["amount"], charge | {"payment_intent": number})
        return session

    def only_session(self) -> Facts:
        (session,) = self.sessions.values()
        return session

    def fail(self, route: str, status: int, *, acts: bool = False, **how: Any) -> None:
        self.faults.append(Fault(route, status, acts, **how))

    def asked_for(self, route: str) -> list[Facts]:
        return [said for name, said, _headers in self.asked if name == route]

    def keys_of(self, route: str) -> list[str]:
        return [h["idempotency-key"] for name, _said, h in self.asked if name == route]

    # --- how it works -----------------------------------------------------------------

    def _number(self, prefix: str) -> str:
        return f"{prefix}_{next(self.numbers):06}"

    def _one(self, rows: dict[str, Facts], number: str) -> Facts:
        if number not in rows:
            raise No(404, "resource_missing")
        return rows[number]

    def _page(self, rows: list[Facts], said: Facts, url: str) -> Facts:
        after = said.get("starting_after")
        ids = [row["id"] for row in rows]
        start = ids.index(after) + 1 if after else 0
        size = min(int(said.get("limit", 10)), self.page_size)
        page = rows[start : start + size]
        more = start + size < len(rows)
        return {"object": "list", "url": url, "data": page, "has_more": more}

    def _book(self, kind: str, amount: int, source: Facts, **facts: Any) -> None:
        row = {
            "id": self._number("txn"),
            "object": "balance_transaction",
            "type": kind,
            "reporting_category": kind,
            "amount": amount,
            "fee": 30 if amount > 0 else 0,
            "currency": source.get("currency", "cny"),
            "created": int(self.now.timestamp()),
            "source": source,
        }
        self.entries.append(row | facts)


def inner(said: Facts, name: str) -> dict[str, str]:
    """`metadata[a]=1` as `{"a": "1"}`."""
    start = f"{name}["
    return {
        key.removeprefix(start).removesuffix("]"): value
        for key, value in said.items()
        if key.startswith(start)
    }
