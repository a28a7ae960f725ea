"""A new e-mail counts once its link is opened, a new phone once its code is typed."""

import re

import pytest
from django.test import Client

from accounts.models import OutboxMessage
from tests.accounts.factories import PASSWORD, make_mei, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def mei(client: Client):
    """Has just given her password again, so that nothing is asked."""
    user = make_mei()
    client.force_login(user)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return user


def test_an_email_is_changed_by_its_link(client: Client, mei) -> None:
    client.post("/account/email/", {"email": "new@example.com", "action_add": "1"})
    mei.refresh_from_db()
    assert mei.email == "mei@example.com"

    body = OutboxMessage.objects.filter(recipient="new@example.com").get().body
    client.post(re.search(r"/account/confirm-email/\S+", body)[0])

    mei.refresh_from_db()
    assert mei.email == "new@example.com"


def test_somebody_elses_email_is_never_taken(client: Client, mei) -> None:
    make_user(email="tom@example.com")

    client.post("/account/email/", {"email": "tom@example.com", "action_add": "1"})

    for message in OutboxMessage.objects.filter(recipient="tom@example.com"):
        if link := re.search(r"/account/confirm-email/\S+", message.body):
            client.post(link[0])
    mei.refresh_from_db()
    assert mei.email == "mei@example.com"


def test_a_phone_is_changed_by_its_code(client: Client, mei) -> None:
    client.post("/account/phone/change/", {"phone": "138 0013 8000"})
    code = re.search(r"\d{6}", OutboxMessage.objects.get(channel="sms").body)[0]

    page = client.get("/account/phone/verify/")
    client.post("/account/phone/verify/", {"code": code})

    assert page.status_code == 200
    mei.refresh_from_db()
    assert (mei.phone, mei.phone_verified) == ("+8613800138000", True)


def test_a_wrong_code_changes_nothing(client: Client, mei) -> None:
    client.post("/account/phone/change/", {"phone": "13800138000"})

    answer = client.post("/account/phone/verify/", {"code": "no"})

    assert answer.status_code == 422
    mei.refresh_from_db()
    assert mei.phone is None


def test_somebody_elses_phone_is_never_taken(client: Client, mei) -> None:
    make_user(phone="+8613800138000")
    client.post("/account/phone/change/", {"phone": "13800138000"})
    code = re.search(r"\d{6}", OutboxMessage.objects.get(channel="sms").body)[0]

    answer = client.post("/account/phone/verify/", {"code": code})

    assert answer.status_code == 422
    mei.refresh_from_db()
    assert mei.phone is None


def test_the_password_is_asked_first_and_then_the_change_goes_on(
    client: Client,
) -> None:
    client.force_login(make_mei())

    answer = client.post("/account/phone/change/", {"phone": "13800138000"})
    assert answer["Location"].startswith("/account/reauthenticate/")
    assert not OutboxMessage.objects.exists()

    client.post(
        "/account/reauthenticate/",
        {"password": PASSWORD, "next": "/account/phone/change/"},
    )
    assert OutboxMessage.objects.get().channel == "sms"


def test_asking_again_wants_the_right_password(client: Client, mei) -> None:
    wrong = client.post("/account/reauthenticate/", {"password": "no"})
    right = client.post("/account/reauthenticate/", {"password": PASSWORD})

    assert (wrong.status_code, right.status_code) == (422, 302)
