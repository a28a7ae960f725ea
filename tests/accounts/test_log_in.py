"""One form lets people in, by e-mail or phone, and tells strangers nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts import entrance
from accounts.errors import MalformedLogin, TooManyTries, WrongLogin
from accounts.models import Tally, User
from accounts.services import signing_in
from accounts.services.signing_in import PER_ACCOUNT, PER_ADDRESS, check_login
from tests.accounts.factories import PASSWORD, make_mei, make_user
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"
WRONG = "wrong"


def knock(
    login: str, password: str = WRONG, now=NOON, address: str = "192.0.2.1"
) -> User:
    return check_login(login=login, password=password, address=address, now=now)


def guess(login: str, times: int, **facts) -> None:
    for _ in range(times):
        with pytest.raises(WrongLogin):
            knock(login, **facts)


@pytest.mark.parametrize(
    "login",
    [
        "mei@example.com",
        " Mei@Example.com ",
        "13800138000",
        "138 0013-8000",
        "+86 138 0013 8000",
        "008613800138000",
    ],
)
def test_knows_people_by_each_of_their_names(client: Client, login: str) -> None:
    user = make_mei(phone="+8613800138000")

    answer = client.post(LOGIN, {"login": login, "password": PASSWORD})

    assert answer.status_code == 302
    assert answer["Location"] == "/account/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_speaks_chinese_too(client: Client) -> None:
    make_mei()

    answer = client.post(
        "/zh-hans/account/login/", {"login": "mei@example.com", "password": PASSWORD}
    )

    assert answer["Location"] == "/zh-hans/account/"


@pytest.mark.parametrize(
    "login", ["mei", "123", "+", "a@", "@b", "电话", "😀" * 50, "1" * 10_000]
)
def test_says_at_the_field_what_a_login_looks_like(client: Client, login: str) -> None:
    answer = client.post(LOGIN, {"login": login, "password": "secret words"})

    assert answer.status_code == 422
    assert answer.context["form"].errors["login"]
    assert login[:200] in answer.content.decode()
    assert "secret words" not in answer.content.decode()
    assert not Tally.objects.exists()


def test_asks_for_both_fields(client: Client) -> None:
    answer = client.post(LOGIN, {})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"login", "password"}


def test_refuses_nul(client: Client) -> None:
    assert client.post(LOGIN, {"login": "a\0b", "password": "x"}).status_code == 400


def test_answers_a_stranger_and_a_wrong_password_alike(client: Client) -> None:
    make_mei()
    texts = []

    for login in ("mei@example.com", "eve@example.com"):
        answer = client.post(LOGIN, {"login": login, "password": "wrong"})
        texts.append((answer.status_code, answer.content.decode().replace(login, "…")))

    known, unknown = (
        (status, "".join(line for line in text.splitlines() if "csrf" not in line))
        for status, text in texts
    )
    assert known == unknown


def test_spends_one_hash_on_a_stranger_too(monkeypatch: pytest.MonkeyPatch) -> None:
    spent = []
    monkeypatch.setattr(User, "set_password", lambda _, raw: spent.append(raw))

    guess("eve@example.com", 1)

    assert spent == ["wrong"]


def test_gives_a_closed_account_no_other_answer() -> None:
    make_mei(is_active=False)

    with pytest.raises(WrongLogin):
        knock("mei@example.com", PASSWORD)


def test_lets_the_right_one_in_after_five_wrong_ones() -> None:
    user = make_mei()
    guess("mei@example.com", 5)

    assert knock("mei@example.com", PASSWORD) == user
    guess("mei@example.com", PER_ACCOUNT.amount)  # the count began anew


def test_shuts_an_account_after_its_tries_whatever_the_name_and_address() -> None:
    make_mei(phone="+8613800138000")
    guess("mei@example.com", 3, address="192.0.2.1")
    guess("13800138000", 3, address="192.0.2.2")

    with pytest.raises(TooManyTries) as refusal:
        knock("mei@example.com", PASSWORD, address="192.0.2.3")

    assert refusal.value.retry_at == NOON + timedelta(minutes=15)


def test_shuts_an_unknown_name_just_so() -> None:
    guess("eve@example.com", PER_ACCOUNT.amount)

    with pytest.raises(TooManyTries):
        knock("eve@example.com")


def test_opens_again_after_a_quarter_of_an_hour() -> None:
    user = make_mei()
    guess("mei@example.com", PER_ACCOUNT.amount)

    assert knock("mei@example.com", PASSWORD, now=NOON + timedelta(minutes=15)) == user


def test_leaves_the_neighbours_alone() -> None:
    make_mei()
    tom = make_user(email="tom@example.com")
    guess("mei@example.com", PER_ACCOUNT.amount)

    assert knock("tom@example.com", PASSWORD) == tom


def test_shuts_an_address_after_two_hundred_wrong_ones() -> None:
    make_mei()
    for number in range(PER_ADDRESS.amount):
        guess(f"nobody{number}@example.com", 1)

    with pytest.raises(TooManyTries):
        knock("mei@example.com", PASSWORD)
    assert knock("mei@example.com", PASSWORD, address="192.0.2.9")


def test_refuses_a_right_guess_among_too_many_parallel_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_mei()

    def slow_hash(user: User | None, password: str) -> bool:
        monkeypatch.setattr(signing_in, "_opens", lambda *_: False)
        guess("mei@example.com", PER_ACCOUNT.amount)
        return True

    monkeypatch.setattr(signing_in, "_opens", slow_hash)

    with pytest.raises(TooManyTries):
        knock("mei@example.com", PASSWORD)


def test_says_when_to_come_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_mei()
    monkeypatch.setattr(entrance, "now", lambda: NOON)
    guess("mei@example.com", PER_ACCOUNT.amount)

    answer = client.post(LOGIN, {"login": "mei@example.com", "password": PASSWORD})

    assert answer.status_code == 429
    assert answer["Retry-After"] == "901"
    assert "8:15 p.m." in answer.content.decode()  # 12:15 UTC in Shanghai


@pytest.mark.parametrize("name", ["1380013800", "nobody", ""])
def test_calls_nonsense_malformed(name: str) -> None:
    with pytest.raises(MalformedLogin):
        knock(name)


@pytest.mark.parametrize("goal", ["/cart/", "/zh-hans/orders/?page=2"])
def test_leads_on_to_where_one_wanted_to_go(client: Client, goal: str) -> None:
    make_mei()

    page = client.get(LOGIN, {"next": goal}).content.decode()
    answer = client.post(
        LOGIN, {"login": "mei@example.com", "password": PASSWORD, "next": goal}
    )

    assert f'value="{goal}"' in page
    assert answer["Location"] == goal


@pytest.mark.parametrize(
    "goal",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
    ],
)
def test_leads_nowhere_else(client: Client, goal: str) -> None:
    make_mei()

    answer = client.post(
        LOGIN, {"login": "mei@example.com", "password": PASSWORD, "next": goal}
    )

    assert answer["Location"] == "/account/"


def test_keeps_the_session_under_a_new_key(client: Client) -> None:
    make_mei()
    session = client.session
    session["souvenir"] = "a token"
    session.save()
    before = session.session_key

    client.post(LOGIN, {"login": "mei@example.com", "password": PASSWORD})

    assert client.session["souvenir"] == "a token"
    assert client.session.session_key != before


def test_log_out_asks_first(client: Client) -> None:
    client.force_login(make_mei())

    page = client.get(reverse("account_logout"))
    assert page.status_code == 200
    assert "_auth_user_id" in client.session

    answer = client.post(reverse("account_logout"))
    assert answer["Location"] == "/"
    assert "_auth_user_id" not in client.session
