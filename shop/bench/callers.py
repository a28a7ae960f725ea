"""Each gateway's side of a callback: what it says of a trade, signed as it signs.

Independent of the shop's own code: a key of its own, and nothing but `cryptography`.
A caller with other keys than those the shop was told of is a forger.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from shop.kernel.clock import now
from shop.kernel.money import to_minor

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass(frozen=True, kw_only=True)
class News:
    """What happened to a trade.  Not `is_paid`: something older that comes late."""

    event: str
    number: str
    trade: str
    amount: Decimal
    is_paid: bool = True


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request, as it comes in."""

    body: bytes
    kind: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


class Caller(Protocol):
    def settings(self, folder: Path) -> dict[str, Any]:
        """What the shop is told of this gateway; key files go into the folder."""

    def call(self, news: News) -> Call:
        """Said and signed now."""


class Demo:
    def __init__(self) -> None:
        self.secret = secrets.token_hex(16)

    def settings(self, folder: Path) -> dict[str, Any]:
        return {"DEMO_GATEWAY": True, "DEMO_GATEWAY_SECRET": self.secret}

    def call(self, news: News) -> Call:
        facts = {
            "event_id": news.event,
            "kind": "trade.paid" if news.is_paid else "trade.closed",
            "out_trade_no": news.number,
            "trade_no": news.trade,
            "amount": str(news.amount),
            "currency": "CNY",
        }
        body, stamp = json.dumps(facts).encode(), _stamp()
        signature = _mac(self.secret, stamp.encode() + b"." + body)
        headers = {"Demo-Timestamp": stamp, "Demo-Signature": signature}
        return Call(body=body, headers=headers)


class Stripe:
    def __init__(self) -> None:
        self.secret = f"whsec_{secrets.token_hex(16)}"

    def settings(self, folder: Path) -> dict[str, Any]:
        return {"STRIPE_SECRET_KEY": "sk_test_x", "STRIPE_WEBHOOK_SECRET": self.secret}

    def call(self, news: News) -> Call:
        session = {
            "id": f"cs_{news.trade}",
            "object": "checkout.session",
            "mode": "payment",
            "status": "complete" if news.is_paid else "expired",
            "payment_status": "paid" if news.is_paid else "unpaid",
            "payment_intent": news.trade if news.is_paid else None,
            "client_reference_id": news.number,
            "amount_total": to_minor(news.amount),
            "currency": "cny",
            "metadata": {"out_trade_no": news.number},
        }
        event = {
            "id": f"evt_{news.event}",
            "object": "event",
            "type": f"checkout.session.{'completed' if news.is_paid else 'expired'}",
            "livemode": False,
            "created": int(now().timestamp()),
            "data": {"object": session},
        }
        body, stamp = json.dumps(event).encode(), _stamp()
        signature = _mac(self.secret, f"{stamp}.".encode() + body)
        return Call(
            body=body, headers={"Stripe-Signature": f"t={stamp},v1={signature}"}
        )


class _Signing:
    """Those that sign with RSA: a pair of the gateway's, and one of the shop's."""

    @cached_property
    def theirs(self) -> RSAPrivateKey:
        return _new_key()

    def files(self, folder: Path) -> tuple[str, str]:
        """The shop's private key and the gateway's public one."""
        own, public = folder / "shop.pem", folder / "gateway.pem"
        own.write_bytes(
            _new_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        public.write_bytes(
            self.theirs.public_key().public_bytes(
                Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
            )
        )
        return str(own), str(public)

    def signature(self, text: bytes) -> str:
        return base64.b64encode(self.theirs.sign(text, PKCS1v15(), SHA256())).decode()


class Alipay(_Signing):
    APP, SELLER = "2026000000000001", "2088000000000001"

    def settings(self, folder: Path) -> dict[str, Any]:
        own, public = self.files(folder)
        return {
            "ALIPAY_APP_ID": self.APP,
            "ALIPAY_SELLER_ID": self.SELLER,
            "ALIPAY_APP_PRIVATE_KEY_FILE": own,
            "ALIPAY_PUBLIC_KEY_FILE": public,
        }

    def call(self, news: News) -> Call:
        facts = {
            "app_id": self.APP,
            "seller_id": self.SELLER,
            "charset": "utf-8",
            "notify_id": news.event,
            "notify_type": "trade_status_sync",
            "out_trade_no": news.number,
            "trade_no": news.trade,
            "trade_status": "TRADE_SUCCESS" if news.is_paid else "WAIT_BUYER_PAY",
            "total_amount": f"{news.amount:.2f}",
            "version": "1.0",
        }
        text = "&".join(f"{name}={facts[name]}" for name in sorted(facts))
        sealed = {"sign": self.signature(text.encode()), "sign_type": "RSA2"}
        return Call(body=urlencode(facts | sealed).encode(), kind=FORM)


class WeChat(_Signing):
    MCHID, APPID, KEY_ID = "1900000001", "wx0000000000000001", "PUB_KEY_ID_01"

    def __init__(self) -> None:
        self.sealing_key = secrets.token_hex(16)

    def settings(self, folder: Path) -> dict[str, Any]:
        own, public = self.files(folder)
        return {
            "WECHATPAY_MCHID": self.MCHID,
            "WECHATPAY_APPID": self.APPID,
            "WECHATPAY_MERCHANT_SERIAL": "4A" * 20,
            "WECHATPAY_MERCHANT_KEY_FILE": own,
            "WECHATPAY_APIV3_KEY": self.sealing_key,
            "WECHATPAY_PUBLIC_KEY_ID": self.KEY_ID,
            "WECHATPAY_PUBLIC_KEY_FILE": public,
        }

    def call(self, news: News) -> Call:
        trade = {
            "mchid": self.MCHID,
            "appid": self.APPID,
            "out_trade_no": news.number,
            "transaction_id": news.trade,
            "trade_state": "SUCCESS" if news.is_paid else "NOTPAY",
            "amount": {"total": to_minor(news.amount), "currency": "CNY"},
        }
        said = {
            "id": news.event,
            "event_type": "TRANSACTION.SUCCESS",
            "resource_type": "encrypt-resource",
            "resource": self._sealed(json.dumps(trade).encode()),
        }
        body, stamp, nonce = json.dumps(said).encode(), _stamp(), secrets.token_hex(16)
        signed = f"{stamp}\n{nonce}\n".encode() + body + b"\n"
        headers = {
            "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": self.signature(signed),
            "Wechatpay-Serial": self.KEY_ID,
        }
        return Call(body=body, headers=headers)

    def _sealed(self, text: bytes) -> dict[str, str]:
        nonce, about = secrets.token_hex(6), "transaction"
        cipher = AESGCM(self.sealing_key.encode())
        sealed = cipher.encrypt(nonce.encode(), text, about.encode())
        return {
            "algorithm": "AEAD_AES_256_GCM",
            "nonce": nonce,
            "associated_data": about,
            "ciphertext": base64.b64encode(sealed).decode(),
        }


CALLERS: dict[str, Callable[[], Caller]] = {
    "wechat": WeChat,
    "alipay": Alipay,
    "stripe": Stripe,
    "demo": Demo,
}


def _stamp() -> str:
    return str(int(now().timestamp()))


def _mac(secret: str, text: bytes) -> str:
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def _new_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)
