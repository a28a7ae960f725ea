"""The fake Stripe on a loopback port: keys, forms, faults and signed callbacks."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.conftest import NOON
from tests.gateways.stripe.fake import ROUTES, Facts, FakeStripe, Fault, No

SECRET = "whsec_of_the_endpoint"
HANG, WAIT = 0, -1
SPOILED = 500
ERROR = {"error": {"type": "api_error", "message": "An error of ours."}}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bank: FakeStripe

    def do_GET(self) -> None:
        self._serve("GET", urlsplit(self.path).query)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self._serve("POST", self.rfile.read(length).decode())

    def _serve(self, method: str, form: str) -> None:
        said = dict(parse_qsl(form, keep_blank_values=True))
        parts = urlsplit(self.path).path.removeprefix("/v1/").split("/")
        if parts[0] == "checkout":
            parts = parts[1:]
        shape = "/".join("*" if "_" in p and i else p for i, p in enumerate(parts))
        route, args = ROUTES[method, shape], [p for i, p in enumerate(parts) if i == 1]
        headers = {name.lower(): value for name, value in self.headers.items()}
        bank = self.bank
        bank.asked.append((route, said, headers))
        if headers.get("authorization") != f"Bearer {bank.secret_key}":
            return self._answer(401, {"error": {"type": "invalid_request_error"}})
        if not headers.get("stripe-version"):
            return self._answer(400, {"error": {"type": "invalid_request_error"}})
        key = headers.get("idempotency-key") if method == "POST" else None
        return self._once(route, said, args, key)

    def _once(self, route: str, said: Facts, args: list[str], key: str | None) -> None:
        bank, is_known = self.bank, key in self.bank.keys
        faults = [fault for fault in bank.faults if fault.route == route]
        fault = faults[0] if faults else None
        if fault:
            bank.faults.remove(fault)
        if is_known:
            before, status, body = bank.keys[key]
            if before != (route, said):
                status, body = 400, {"error": {"type": "idempotency_error"}}
        else:
            status, body, is_run = self._run(route, said, args, fault)
            if key and is_run:
                bank.keys[key] = ((route, said), status, body)
        if fault and fault.status in (HANG, WAIT):
            return self._lose(fault)
        return self._answer(status, body, replayed=is_known and bank.tells_of_replays)

    def _run(
        self, route: str, said: Facts, args: list[str], fault: Fault | None
    ) -> tuple[int, Any, bool]:
        """Status, body, and whether the key now stands for them."""
        status, body = 200, None
        if fault is None or fault.acts:
            try:
                body = json.loads(json.dumps(getattr(self.bank, route)(said, *args)))
            except No as no:
                return no.status, no.body, no.status != 400
        if fault is None or fault.status in (HANG, WAIT):
            return status, body, fault is None or fault.acts
        error = fault.body if fault.body is not None else ERROR
        if fault.code:
            error = {"error": {"type": "invalid_request_error", "code": fault.code}}
        return fault.status, error, fault.status in (400, 402, SPOILED)

    def _lose(self, fault: Fault) -> None:
        if fault.status == WAIT:
            time.sleep(3)
        self.close_connection = True
        self.connection.close()

    def _answer(self, status: int, body: Any, *, replayed: bool = False) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Request-Id", "req_1")
        if replayed:
            self.send_header("Idempotent-Replayed", "true")
        self.end_headers()
        self.wfile.write(content)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string(self.bank.now.timestamp())  # type: ignore[arg-type]

    def log_message(self, *args: Any) -> None:
        """Tests are quiet."""


@contextmanager
def serving(bank: FakeStripe) -> Iterator[str]:
    """The address at which it can be asked."""
    handler = type("Served", (Handler,), {"bank": bank})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


# --- callbacks --------------------------------------------------------------------------


def event(kind: str, subject: Facts, **facts: Any) -> Facts:
    return {
        "id": f"evt_{kind}_{subject.get('id', '')}",
        "object": "event",
        "type": kind,
        "created": int(NOON.timestamp()),
        "livemode": False,
        "data": {"object": subject},
    } | facts


def signature(body: bytes, *, at: datetime = NOON, secret: str = SECRET) -> str:
    """One scheme of the header, by hand."""
    stamp = str(int(at.timestamp()))
    mac = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
    return f"t={stamp},v1={mac.hexdigest()}"
