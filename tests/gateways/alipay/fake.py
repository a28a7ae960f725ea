"""Our own small Alipay, over real HTTP.

Signs with a key of its own, and checks the shop's signatures with nothing of the
shop's.
"""

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from tests.gateways.alipay.books import APP_ID, Books

LATE = 3.0  # seconds


class Forgery(Exception):
    """What the shop did not sign."""


class FakeAlipay:
    """`faults` are what it does wrong next, as `(method, fault)`."""

    def __init__(self, *, own_key: RSAPrivateKey, shop_key: RSAPublicKey) -> None:
        self.own_key, self.shop_key = own_key, shop_key
        self.books = Books()
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.faults: list[tuple[str, Any]] = []
        self.bill = b""
        self.bill_status = 200
        self.address = ""

    def asked_for(self, method: str) -> list[dict[str, str]]:
        return [content for asked, content in self.asked if asked == method]

    def sign(
        self, text: str, key: RSAPrivateKey | None = None, encoding: str = "utf-8"
    ) -> str:
        key = key or self.own_key
        signature = key.sign(text.encode(encoding), PKCS1v15(), SHA256())
        return base64.b64encode(signature).decode()

    def check(self, said: dict[str, str]) -> dict[str, str]:
        """The content of a request that the shop signed.  Raises Forgery."""
        text = "&".join(f"{k}={said[k]}" for k in sorted(said) if k != "sign")
        signature = base64.b64decode(said.get("sign", ""))
        try:
            self.shop_key.verify(signature, text.encode(), PKCS1v15(), SHA256())
        except InvalidSignature:
            raise Forgery("isv.invalid-signature") from None
        fixed = (said["charset"], said["sign_type"], said["version"])
        if (*fixed, said["app_id"]) != ("utf-8", "RSA2", "1.0", APP_ID):
            raise Forgery("isv.invalid-app-id")
        return json.loads(said["biz_content"])

    def open_cashier(self, address: str) -> dict[str, str]:
        """A buyer's browser follows the shop's redirect.  Raises Forgery."""
        said = dict(parse_qsl(urlsplit(address).query, strict_parsing=True))
        return self.check(said) | said

    def notification(self, number: str, **overrides: str) -> dict[str, str]:
        """The fields of a signed callback about a trade."""
        facts = self.books.notification(number) | overrides
        return self.sealed(facts)

    def sealed(self, facts: dict[str, str], *, key: Any = None) -> dict[str, str]:
        text = "&".join(f"{k}={facts[k]}" for k in sorted(facts))
        return facts | {"sign": self.sign(text, key), "sign_type": "RSA2"}

    def answer(self, said: dict[str, str]) -> tuple[str, Any]:
        """The text of an answer, and what is to go wrong with it."""
        try:
            content = self.check(said)
        except Forgery as error:
            refused = {"code": "40002", "sub_code": str(error)}
            return json.dumps({"error_response": refused}), None
        method = said["method"]
        self.asked.append((method, content))
        fault = self._fault(method)
        # A dict is said instead of what is true, and nothing done.
        told = fault if isinstance(fault, dict) else self.books.answer(method, content)
        if "bill_download_url" in told:
            told["bill_download_url"] = f"{self.address}/bill"
        return self.signed_answer(method, told), fault

    def signed_answer(self, method: str, told: dict[str, Any], key: Any = None) -> str:
        """As Alipay writes: slashes escaped, Chinese as it is."""
        raw = json.dumps(told, ensure_ascii=False).replace("/", "\\/")
        name = f"{method.replace('.', '_')}_response"
        return f'{{"{name}":{raw},"sign":"{self.sign(raw, key)}"}}'

    def _fault(self, method: str) -> Any:
        for planned in self.faults:
            if planned[0] == method:
                self.faults.remove(planned)
                return planned[1]
        return None


class Handler(BaseHTTPRequestHandler):
    server: Any

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        said = dict(parse_qsl(urlsplit(self.path).query))
        said |= dict(parse_qsl(self.rfile.read(length).decode()))
        text, fault = self.server.fake.answer(said)
        with suppress(BrokenPipeError, ConnectionResetError):
            self._send_or_not(text, fault)

    def do_GET(self) -> None:
        self._send(self.server.fake.bill_status, self.server.fake.bill)

    def _send_or_not(self, text: str, fault: Any) -> None:
        if fault == "drop":
            self.close_connection = True
            return
        if fault == "late":
            time.sleep(LATE)
        if isinstance(fault, bytes):
            text = fault.decode()
        if fault == "unsigned":
            text = json.dumps(
                {k: v for k, v in json.loads(text).items() if k != "sign"}
            )
        if fault == "changed":
            text = text.replace('"code":', '"more":"","code":')
        self._send(fault if isinstance(fault, int) else 200, text.encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html;charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serving(fake: FakeAlipay) -> Iterator[FakeAlipay]:
    """On a free port of the loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.fake = fake  # type: ignore[attr-defined]
    fake.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
