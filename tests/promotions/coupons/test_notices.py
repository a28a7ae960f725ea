"""Whoever does not want to hear of coupons that end is not told, and says so in one step."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import OutboxMessage, User
from orders.services import expire_order
from promotions.coupons.jobs import tell_of_ending_coupons
from promotions.coupons.models import Coupon, Silence
from promotions.coupons.services import resume_notices, silence_notices
from tests.accounts.factories import make_user
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.factories import make_paid_order, whole_refund
from tests.promotions.coupons.factories import BEST, make_coupon, make_template

pytestmark = pytest.mark.django_db
SOON = NOON + timedelta(days=2)


@pytest.fixture
def mei() -> User:
    user = make_user(language="en")
    make_coupon(user, make_template(valid_days=4))
    return user


def test_who_is_silent_is_not_told_and_nothing_waits(mei: User) -> None:
    for _ in range(2):
        silence_notices(owner_id=mei.pk, now=NOON)

    assert tell_of_ending_coupons(SOON) == 0
    assert not Coupon.objects.exclude(remind_at=None).exists()

    resume_notices(owner_id=mei.pk)
    make_coupon(mei, make_template(valid_days=4))
    assert tell_of_ending_coupons(SOON) == 1
    assert OutboxMessage.objects.count() == 1


def test_the_wallet_switches_it_off_and_on(client: Client, mei: User) -> None:
    client.force_login(mei)
    wallet, switch = reverse("promotions:wallet"), reverse("promotions:coupon-notices")

    assert "We write to you two days before" in client.get(wallet).content.decode()
    assert client.post(switch, {"wanted": "0"}).url == wallet
    assert "We do not write to you" in client.get(wallet).content.decode()

    client.post(switch, {"wanted": "1"})
    assert not Silence.objects.exists()


def test_the_message_itself_leads_to_the_end_of_them(client: Client, mei: User) -> None:
    tell_of_ending_coupons(SOON)
    body = OutboxMessage.objects.get().body
    link = re.search(r"https?://[^/\s]+(/\S*key=\S+)", body)[1]

    assert client.get(link).status_code == 200
    assert not Silence.objects.exists()  # a mail scanner follows links, too
    client.post(link)

    assert Silence.objects.get().owner == mei
    path = link.partition("?")[0]
    for key in ("", "key=1", "key=1:x", f"key={mei.pk}"):
        assert client.post(f"{path}?{key}").status_code == 404


def test_of_what_an_order_holds_one_hears_once_it_comes_back() -> None:
    mei = make_user()
    coupon = make_coupon(mei, make_template(valid_days=3))
    order = make_order(make_variant(), owner=mei, wish=BEST)

    assert tell_of_ending_coupons(SOON) == 0
    expire_order(order_id=order.pk, now=SOON)
    assert [tell_of_ending_coupons(SOON) for _ in "ab"] == [1, 0]

    coupon.refresh_from_db()
    assert (coupon.status, coupon.remind_at) == ("unused", None)


def test_of_what_was_paid_with_one_hears_once_all_money_has_gone_back() -> None:
    mei = make_user()
    make_coupon(mei, make_template(valid_days=4))
    order = make_paid_order(make_variant(), owner=mei, wish=BEST)

    assert tell_of_ending_coupons(SOON) == 0
    whole_refund(order, now=SOON)

    assert [tell_of_ending_coupons(SOON) for _ in "ab"] == [1, 0]
