"""An SDK that shares no line with ours agrees about who signed what."""

import pytest

from payments.gateways.base import NOBODY
from tests.conftest import NOON
from tests.gateways.alipay.books import APP_ID
from tests.gateways.alipay.conftest import Keys, private_pem, public_pem
from tests.gateways.alipay.factories import GATEWAY, call, make_attempt
from tests.gateways.alipay.fake import FakeAlipay
from tests.gateways.alipay.peer import ask_peer

pytestmark = pytest.mark.django_db


def as_alipay(keys: Keys) -> dict[str, str]:
    """The peer stands where Alipay does: the shop's public key, Alipay's own."""
    return {
        "app_id": APP_ID,
        "private": private_pem(keys.alipay).decode(),
        "public": public_pem(keys.shop).decode(),
    }


def as_shop(keys: Keys) -> dict[str, str]:
    return {
        "app_id": APP_ID,
        "private": private_pem(keys.shop).decode(),
        "public": public_pem(keys.alipay).decode(),
    }


def test_it_takes_our_address_for_signed(alipay: FakeAlipay, keys: Keys) -> None:
    address = GATEWAY.start(make_attempt(channel="wap"), payer=NOBODY, now=NOON)
    changed = address.replace("wap.pay", "page.pay")

    assert ask_peer("check_address", address=address, **as_alipay(keys)) is True
    assert ask_peer("check_address", address=changed, **as_alipay(keys)) is False


def test_we_take_its_callback_for_signed(alipay: FakeAlipay, keys: Keys) -> None:
    attempt = make_attempt()
    alipay.books.pay(attempt.out_trade_no, attempt.amount)
    facts = alipay.books.notification(attempt.out_trade_no)

    form = ask_peer("sign_form", form=facts, **as_alipay(keys))

    assert call(form).content == b"success"
    assert call(form | {"total_amount": "0.01"}).status_code == 403


def test_our_fake_is_an_alipay_to_it(alipay: FakeAlipay, keys: Keys) -> None:
    """What it signs our fake checks, and what our fake signs it checks."""
    attempt = make_attempt()
    alipay.books.pay(attempt.out_trade_no, attempt.amount)
    form = alipay.notification(attempt.out_trade_no)
    trade = {
        "subject": "Order 1",
        "out_trade_no": attempt.out_trade_no,
        "total_amount": "32.00",
        "notify_url": "https://shop.example/",
    }

    address = ask_peer("pay", gateway="", trade=trade, **as_shop(keys))

    assert ask_peer("check_form", form=form, **as_shop(keys)) is True
    assert alipay.open_cashier(address)["total_amount"] == "32.00"
