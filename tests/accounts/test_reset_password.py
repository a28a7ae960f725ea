"""Who forgot a password gets a link or a code; strangers learn nothing from asking."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts.errors import TooManyTries, WrongCode
from accounts.jobs import send_messages
from accounts.models import OutboxMessage, User
from accounts.services import resetting
from accounts.services.resetting import (
    CODE_LIFE,
    GUESSES,
    PER_NUMBER,
    check_code,
    send_code,
)
from accounts.services.signing_in import PER_ACCOUNT
from accounts.services.tries import check_tries, count_try
from tests.accounts.factories import PASSWORD, make_mei, make_user
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
RESET = "/account/password/reset/"
NEW = "a brand new kettle 9"


def last_code() -> str:
    return re.search(r"\d{6}", OutboxMessage.objects.latest("pk").body)[0]


def text_of(page) -> str:
    """What a page says, without what differs on every page."""
    lines = page.content.decode().splitlines()
    return "".join(line for line in lines if "csrfmiddlewaretoken" not in line)


def choose(client: Client, url: str, password: str = NEW):
    page = client.get(url, follow=True)
    return client.post(
        page.redirect_chain[-1][0], {"password1": password, "password2": password}
    )


def test_a_link_leads_to_a_new_password(client: Client) -> None:
    user = make_mei()

    answer = client.post(RESET, {"login": "Mei@Example.com"})
    link = re.search(r"http\S+/key/\S+", OutboxMessage.objects.get().body)[0]
    done = choose(client, link.replace("http://127.0.0.1:8000", ""))

    assert answer["Location"] == "/account/password/reset/done/"
    assert done.status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_a_link_works_once(client: Client) -> None:
    make_mei()
    client.post(RESET, {"login": "mei@example.com"})
    link = re.search(r"/account/\S+/key/\S+", OutboxMessage.objects.get().body)[0]
    choose(client, link)

    page = Client().get(link)

    assert "This link is used up" in page.content.decode()


def test_a_link_does_not_follow_the_host_header(client: Client, settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    make_mei()

    client.post(RESET, {"login": "mei@example.com"}, headers={"Host": "evil.example"})

    body = OutboxMessage.objects.get().body
    assert settings.SITE_URL in body
    assert "evil.example" not in body


def test_a_code_leads_to_a_new_password(client: Client) -> None:
    user = make_user(email=None, phone="+8613800138000")

    client.post(RESET, {"login": "138 0013 8000"})
    answer = client.post(RESET + "code/", {"code": f" {last_code()} "})
    choose(client, answer["Location"])

    user.refresh_from_db()
    assert user.check_password(NEW)
    assert user.phone_verified


def test_a_wrong_code_is_said_at_the_field(client: Client) -> None:
    make_user(email=None, phone="+8613800138000")
    client.post(RESET, {"login": "13800138000"})

    answer = client.post(RESET + "code/", {"code": "x" * 19})

    assert answer.status_code == 422
    assert answer.context["form"].errors["code"]


def test_a_code_page_without_a_code_leads_back(client: Client) -> None:
    assert client.get(RESET + "code/")["Location"] == RESET


@pytest.mark.parametrize(
    ("known", "unknown"),
    [("mei@example.com", "eve@example.com"), ("13800138000", "13800138001")],
)
def test_the_answer_is_the_same_for_strangers(known: str, unknown: str) -> None:
    make_mei(phone="+8613800138000")
    pages = []

    for login in (known, unknown):
        client = Client()
        answer = client.post(RESET, {"login": login})
        pages.append((answer.status_code, answer["Location"]))
        pages[-1] += (
            text_of(client.get(answer["Location"])).replace(f"••• {login[-4:]}", ""),
        )

    assert pages[0] == pages[1]
    assert OutboxMessage.objects.count() == 2


def test_strangers_get_no_code() -> None:
    send_code(phone="+8613800138000", address="192.0.2.1", now=NOON)

    assert not re.search(r"\d{6}", OutboxMessage.objects.get().body)


@pytest.mark.parametrize("login", ["", "mei", "1" * 10_000, "😀"])
def test_nonsense_is_said_at_the_field(client: Client, login: str) -> None:
    answer = client.post(RESET, {"login": login})

    assert answer.status_code == 422
    assert answer.context["form"].errors["login"]
    assert not OutboxMessage.objects.exists()


def test_a_number_is_not_flooded(client: Client) -> None:
    for _ in range(PER_NUMBER.amount):
        client.post(RESET, {"login": "13800138000"})

    answer = client.post(RESET, {"login": "13800138000"})

    assert answer.status_code == 429
    assert OutboxMessage.objects.count() == PER_NUMBER.amount


def test_a_code_is_over_after_ten_minutes() -> None:
    make_user(email=None, phone="+8613800138000")
    sent = send_code(phone="+8613800138000", address="192.0.2.1", now=NOON)
    too_late = NOON + CODE_LIFE + timedelta(seconds=1)

    with pytest.raises(WrongCode):
        check_code(sent=sent, code=last_code(), now=too_late)


def test_a_code_can_be_guessed_five_times() -> None:
    user = make_user(email=None, phone="+8613800138000")
    sent = send_code(phone=user.phone, address="192.0.2.1", now=NOON)
    for _ in range(GUESSES.amount):
        with pytest.raises(WrongCode):
            check_code(sent=sent, code="guess", now=NOON)

    with pytest.raises(TooManyTries):
        check_code(sent=sent, code=last_code(), now=NOON)


def test_the_code_is_nowhere_once_it_is_sent(monkeypatch) -> None:
    code = "zzzzzz"  # digits might be among a digest's by chance
    monkeypatch.setattr(resetting, "new_code", lambda: code)
    make_user(email=None, phone="+8613800138000")
    sent = send_code(phone="+8613800138000", address="192.0.2.1", now=NOON)

    send_messages(NOON)

    assert code not in str(sent.as_dict())
    assert OutboxMessage.objects.get().body == ""


def test_a_new_password_ends_other_sessions_and_forgets_wrong_tries() -> None:
    user, elsewhere, here = make_mei(), Client(), Client()
    elsewhere.force_login(user)
    here.force_login(user)
    for _ in range(PER_ACCOUNT.amount):
        count_try(PER_ACCOUNT, who=f"account:{user.pk}", now=NOON)

    here.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
    )

    assert User.objects.get().check_password(NEW)
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    check_tries(PER_ACCOUNT, who=f"account:{user.pk}", now=NOON)


def test_the_old_password_is_asked_for(client: Client) -> None:
    client.force_login(make_mei())

    answer = client.post(
        "/account/password/change/",
        {"oldpassword": "wrong", "password1": NEW, "password2": NEW},
    )

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"oldpassword"}


def test_guessing_the_old_password_is_limited(client: Client) -> None:
    client.force_login(make_mei())
    fields = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    for _ in range(10):
        assert client.post("/account/password/change/", fields).status_code == 422

    answer = client.post("/account/password/change/", fields)

    assert answer.status_code == 429
    assert "Too many tries" in answer.content.decode()
