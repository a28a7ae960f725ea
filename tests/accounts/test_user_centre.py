"""Everything about oneself begins at /account/, and is nobody else's business."""

import pytest
from django.test import Client

from accounts import menu
from accounts.menu import Entry
from accounts.models import User
from tests.accounts.factories import make_mei, make_staff

pytestmark = pytest.mark.django_db
PAGES = [
    "/account/",
    "/account/profile/",
    "/account/security/",
    "/account/addresses/",
    "/account/addresses/new/",
    "/account/email/",
    "/account/phone/change/",
    "/account/password/change/",
    "/account/2fa/",
    "/account/reauthenticate/",
    "/account/logout/",
]


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
@pytest.mark.parametrize("path", PAGES)
def test_shows_each_page(client: Client, prefix: str, path: str) -> None:
    client.force_login(make_mei(name="<b>林美</b>"))

    page = client.get(prefix + path)

    assert page.status_code == 200
    assert {"private", "no-store"} <= set(page["Cache-Control"].split(", "))
    assert "<b>林美" not in page.content.decode()


@pytest.mark.parametrize("path", PAGES[:9])
def test_leads_strangers_to_the_log_in(client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer["Location"].startswith("/account/login/?next=")
    assert not answer.cookies


@pytest.mark.parametrize("path", ["/account/confirm-email/x/", "/account/inactive/"])
def test_shows_what_needs_no_account(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_changes_name_and_language(client: Client) -> None:
    client.force_login(make_mei())

    answer = client.post("/account/profile/", {"name": "美", "language": "zh-hans"})

    assert answer["Location"] == "/zh-hans/account/"
    user = User.objects.get()
    assert (user.name, user.language) == ("美", "zh-hans")


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "n" * 10_000, "language": "en"},
        {"name": "n", "language": "xx"},
        {"name": "n"},
    ],
)
def test_keeps_the_old_ones_when_something_is_wrong(client: Client, fields) -> None:
    client.force_login(make_mei(name="林美"))

    assert client.post("/account/profile/", fields).status_code == 422
    assert User.objects.get().name == "林美"


def test_changes_nothing_else(client: Client) -> None:
    client.force_login(make_mei())

    client.post(
        "/account/profile/",
        {
            "name": "n",
            "language": "en",
            "is_staff": "1",
            "is_superuser": "1",
            "email": "x@y.zz",
        },
    )

    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.email) == (
        False,
        False,
        "mei@example.com",
    )


def test_shows_what_higher_apps_registered(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [
        Entry("Second", "accounts:profile", "user", order=2, query="?a=1"),
        Entry("First", "accounts:home", "user", order=1),
        Entry("Gone", "nowhere:at-all", "user"),
    ]
    monkeypatch.setattr(menu, "entries", entries)
    client.force_login(make_mei())

    page = client.get("/account/")

    assert [entry.label for entry in page.context["tools"]] == ["First", "Second"]
    assert 'href="/account/profile/?a=1"' in page.content.decode()


def test_shows_staff_the_way_to_their_work(client: Client) -> None:
    client.force_login(make_staff())

    assert "/admin/" in client.get("/account/").content.decode()
