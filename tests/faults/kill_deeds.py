"""What people do before and while the process dies, and what they do again."""

from datetime import timedelta

import pytest
import requests
from django.conf import settings
from django.test import Client

from catalog.models import Variant
from orders.models import Order
from payments.gateways.demo import bank, messages
from payments.models import DemoMessage, DemoTrade, PaymentAttempt
from payments.services import apply_capture, start_payment
from shop.kernel.clock import now
from tests.accounts.factories import make_user
from tests.faults.kill_guest import Guest
from tests.faults.world import BANK, deliver
from tests.orders.factories import make_order
from tests.payments.factories import make_capture, whole_refund
from tests.promotions.coupons.factories import make_coupon, make_template


def nothing(guest: Guest) -> None:
    """There is nobody who could do anything."""


def open_checkout_with_coupon(guest: Guest) -> None:
    """Somebody with an account, and a coupon in the wallet."""
    owner, browser = make_user(), Client()
    template = make_template(claim_from=now() - timedelta(days=1))
    make_coupon(owner, template, now=now())
    browser.force_login(owner, backend=settings.AUTHENTICATION_BACKENDS[0])
    guest.session.cookies.set("sessionid", browser.cookies["sessionid"].value)
    guest.open_checkout()


def to_the_cashier(guest: Guest) -> None:
    to_the_payment(guest)
    guest.choose()


def to_the_end(guest: Guest) -> None:
    """The form is sent once more, whatever has become of it."""
    guest.place()
    from_the_payment(guest)


def to_the_payment(guest: Guest) -> None:
    guest.open_checkout()
    guest.place()


def from_the_payment(guest: Guest) -> None:
    guest.choose()
    guest.pay()
    call_the_shop(guest)


def to_the_callback(guest: Guest) -> None:
    to_the_cashier(guest)
    guest.pay()


def to_a_paid_order(guest: Guest) -> None:
    to_the_callback(guest)
    guest.come_back()


def call_the_shop(_: Guest) -> None:
    """The bank calls until it is heard.  Raises requests.ConnectionError."""
    message = DemoMessage.objects.latest("pk")
    if message.due_at is None:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BANK, requests.api.post)
        heard = messages.deliver(message.pk, now=max(now(), message.due_at))
    if not heard:
        raise requests.ConnectionError


def place_at_home(_: Guest) -> None:
    make_order(Variant.objects.get(), now=now(), email="mei@example.com")


def start_at_home(guest: Guest) -> None:
    place_at_home(guest)
    start_payment(order_id=Order.objects.get().pk, gateway="demo", now=now())


def pay_at_home(guest: Guest) -> None:
    start_at_home(guest)
    bank.pay(out_trade_no=DemoTrade.objects.get().out_trade_no, now=now())


def store_at_home(guest: Guest) -> None:
    pay_at_home(guest)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BANK, deliver)
        assert messages.deliver(DemoMessage.objects.get().pk, now=now())


def refund_at_home(guest: Guest) -> None:
    pay_at_home(guest)
    trade = DemoTrade.objects.get()
    messages.forget_messages(trade.out_trade_no)
    capture = make_capture(PaymentAttempt.objects.get(), trade_no=trade.trade_no)
    apply_capture(gateway="demo", capture=capture, now=now())
    whole_refund(Order.objects.get(), now=now())
