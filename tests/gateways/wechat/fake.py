"""A small WeChat Pay on a loopback port: checks our signatures, and misbehaves on order."""

import json
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.test import override_settings

from tests.gateways.wechat.books import Books, Said, find
from tests.gateways.wechat.seals import BY_KEY, Signer, is_ours


@dataclass(frozen=True, kw_only=True)
class Fault:
    """How one answer goes wrong.  What was asked is done all the same, unless `undone`.

    `signed` is how the answer is signed: right, not, as a probe, by a stranger, or ten
    minutes ago.
    """

    undone: bool = False
    lost: bool = False
    wait: float = 0
    answer: Said | None = None
    raw: bytes | None = None
    signed: str = "right"


LOST = Fault(lost=True)
NEVER_CAME = Fault(lost=True, undone=True)
LATE = Fault(wait=3)
HURRIED, PATIENT = 0.5, 5.0  # seconds
PROBE = Fault(signed="probe")


def meeting(fault: Fault) -> override_settings:
    """How long the shop waits: only what is late on purpose may be too late for it."""
    return override_settings(PAYMENT_HTTP_TIMEOUT=HURRIED if fault.wait else PATIENT)


def refuses(status: int, code: str, *, undone: bool = True) -> Fault:
    return Fault(answer=(status, {"code": code, "message": "…"}), undone=undone)


@dataclass
class FakeWeChat:
    clock: Any
    signer: Signer = BY_KEY
    books: Books = field(default_factory=Books)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    faults: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    url: str = ""
    openids: dict[str, str] = field(default_factory=dict)

    def names(self) -> list[str]:
        return [name for name, _ in self.asked]

    def bodies(self, name: str) -> list[dict[str, Any]]:
        return [body for asked, body in self.asked if asked == name]

    def next(self, name: str, *faults: Fault) -> None:
        self.faults[name].extend(faults)

    def answer(self, server: "Handler", body: bytes) -> None:
        now = self.clock()
        why = is_ours(
            server.headers.get("Authorization", ""),
            server.command,
            server.path,
            body,
            at=now,
        )
        if why:
            self.asked.append((f"401 {why}", {}))
            return self.send(server, (401, {"code": "SIGN_ERROR"}), Fault(), now)
        before = json.dumps([self.books.trades, self.books.refunds])
        if server.path.startswith("/v3/billdownload/file?token="):
            return self.download(server, now)
        name, said = find(self.books, server.command, server.path, body)
        self.asked.append((name, json.loads(body) if body else {}))
        fault = self.faults[name].pop(0) if self.faults[name] else Fault()
        if fault.undone:
            self.books.trades, self.books.refunds = json.loads(before)
        if fault.lost:
            return server.connection.close()
        time.sleep(fault.wait)
        return self.send(server, fault.answer or said, fault, now)

    def send(self, server: "Handler", said: Said, fault: Fault, now: datetime) -> None:
        status, facts = said
        body = b"" if facts is None else json.dumps(facts, ensure_ascii=False).encode()
        body = fault.raw if fault.raw is not None else body
        server.send_response(status)
        headers = self.signed(body, fault.signed, now) if status < 300 else {}
        for name, value in headers.items():
            server.send_header(name, value)
        server.send_header("Content-Type", "application/json; charset=utf-8")
        if status != 204:
            server.send_header("Content-Length", str(len(body)))
        server.end_headers()
        server.wfile.write(body)

    def signed(self, body: bytes, how: str, now: datetime) -> dict[str, str]:
        if how == "not":
            return {}
        if how == "stranger":
            return Signer(whose="stranger").headers(body, at=now)
        if how == "old":
            return self.signer.headers(body, at=now - timedelta(minutes=10))
        headers = self.signer.headers(body, at=now)
        if how == "probe":
            sent = headers["Wechatpay-Signature"]
            headers["Wechatpay-Signature"] = f"WECHATPAY/SIGNTEST/{sent[:200]}"
        return headers

    def download(self, server: "Handler", now: datetime) -> None:
        """Not signed, and no JSON."""
        self.asked.append(("download", {}))
        text = self.books.bills[server.path.partition("=")[2]].encode()
        fault = self.faults["download"].pop(0) if self.faults["download"] else Fault()
        if fault.lost:
            return server.connection.close()
        raw = text if fault.raw is None else fault.raw
        said = fault.answer or (200, {})
        return self.send(server, said, Fault(raw=raw, signed="not"), now)

    def send_back(self, server: "Handler") -> None:
        """The browser's silent way through WeChat's log-in."""
        asked = dict(parse_qsl(server.path.partition("?")[2]))
        code = f"CODE{len(self.openids)}"
        self.openids[code] = "o-browser"
        query = urlencode({"code": code, "state": asked["state"]})
        server.send_response(302)
        server.send_header("Location", f"{asked['redirect_uri']}?{query}")
        server.send_header("Content-Length", "0")
        server.end_headers()

    def give_openid(self, server: "Handler") -> None:
        """Each code is good once."""
        code = server.path.partition("code=")[2].partition("&")[0]
        self.asked.append(("openid", {"path": server.path}))
        openid = self.openids.pop(code, None)
        said = {"openid": openid} if openid else {"errcode": 40029, "errmsg": "invalid"}
        self.send(server, (200, said), Fault(signed="not"), self.clock())


class Handler(BaseHTTPRequestHandler):
    fake: FakeWeChat

    def do_GET(self) -> None:
        if self.path.startswith("/connect/oauth2/authorize?"):
            return self.fake.send_back(self)
        if self.path.startswith("/sns/oauth2/access_token?"):
            return self.fake.give_openid(self)
        return self.fake.answer(self, b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.fake.answer(self, body)

    def log_message(self, *_: Any) -> None:
        """Not into the tests' output."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A caller that lost its patience is no news."""


def serve(fake: FakeWeChat) -> Server:
    handler = type("FakeHandler", (Handler,), {"fake": fake})
    server = Server(("127.0.0.1", 0), handler)
    fake.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server
