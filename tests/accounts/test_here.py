"""Public pages learn who is here from one small answer that nobody keeps."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests.accounts.factories import make_mei

pytestmark = pytest.mark.django_db
HERE = "/account/here/"


def offer(client: Client, accepts: str, page: str = "en"):
    answer = client.get(HERE, {"page": page}, headers={"Accept-Language": accepts})
    return answer.json()["offer"]


def test_starts_no_session_and_sets_no_cookie(client: Client) -> None:
    answer = client.get(HERE)

    nobody = {"signed_in": False, "name": "", "cart": 0, "offer": None}
    nobody |= {"coupons": [], "team": ""}
    assert answer.json() == nobody
    assert not answer.cookies
    assert not Session.objects.exists()


def test_is_kept_by_nobody(client: Client) -> None:
    rules = client.get(HERE)["Cache-Control"].split(", ")

    assert {"private", "no-store"} <= set(rules)


def test_asks_the_database_nothing_for_strangers(
    client: Client, django_assert_num_queries
) -> None:
    with django_assert_num_queries(0):
        client.get(HERE)


def test_knows_a_name(client: Client) -> None:
    client.force_login(make_mei(name="林美"))

    answer = client.get(HERE)

    assert answer.json()["signed_in"] is True
    assert answer.json()["name"] == "林美"
    assert not answer.cookies


@pytest.mark.parametrize(
    "accepts", ["zh-CN,zh;q=0.9,en;q=0.8", "zh-TW", "zh", "fr,zh-HK"]
)
def test_offers_chinese_to_who_prefers_it(client: Client, accepts: str) -> None:
    found = offer(client, accepts)

    assert (found["code"], found["url_prefix"]) == ("zh-hans", "/zh-hans/")


def test_offers_english_on_a_chinese_page(client: Client) -> None:
    found = offer(client, "en-GB", page="zh-hans")

    assert found == {
        "code": "en",
        "name": "English",
        "url_prefix": "/",
        "text": "Read this page in English",
    }


@pytest.mark.parametrize(
    "accepts", ["", "en", "en-US,zh;q=0.5", "fr", "*", ";;;", "a" * 10_000]
)
def test_offers_nothing_else(client: Client, accepts: str) -> None:
    assert offer(client, accepts) is None


@pytest.mark.parametrize("page", ["", "xx", "../", "z" * 9_000])
def test_takes_an_odd_page_for_its_own_language(client: Client, page: str) -> None:
    assert offer(client, "en", page=page) is None


def test_heeds_what_somebody_chose_over_their_browser(client: Client) -> None:
    client.force_login(make_mei(language="zh-hans"))

    assert offer(client, "en")["code"] == "zh-hans"


def test_answers_get_alone(client: Client) -> None:
    assert client.post(HERE).status_code == 405
