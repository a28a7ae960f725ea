"""Where staff must have a second factor, the admin opens with it and not before."""

from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from tests.accounts.factories import PASSWORD, make_mei, make_staff
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
ADMIN = "/admin/"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _codes_do_not_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A code of the last instant would be over before it arrives."""
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=NOON.timestamp))


def code() -> str:
    (counter,) = auth.yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(SECRET, counter))


def log_in(client: Client, user) -> object:
    return client.post(
        "/account/login/", {"login": user.email, "password": PASSWORD, "next": ADMIN}
    )


def test_the_admin_waits_for_it(client: Client, settings) -> None:
    settings.STAFF_MFA = "required"
    client.force_login(make_staff(is_superuser=True))

    for path in (ADMIN, "/zh-hans/admin/accounts/user/"):
        assert client.get(path)["Location"].endswith("/account/2fa/totp/activate/")


def test_the_admin_opens_where_it_is_optional(client: Client, settings) -> None:
    settings.STAFF_MFA = "optional"
    client.force_login(make_staff(is_superuser=True))

    assert client.get(ADMIN).status_code == 200


def test_it_is_offered_where_it_is_optional(client: Client, settings) -> None:
    settings.STAFF_MFA = "optional"
    client.force_login(make_staff())

    assert (
        "/account/2fa/totp/activate/"
        in client.get("/account/security/").content.decode()
    )


def test_the_log_in_asks_for_it_and_then_the_admin_opens(
    client: Client, settings
) -> None:
    settings.STAFF_MFA = "required"
    user = make_staff(is_superuser=True)
    TOTP.activate(user, SECRET)

    step = log_in(client, user)
    assert step["Location"].startswith("/account/2fa/authenticate/")
    assert "_auth_user_id" not in client.session

    wrong = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 422

    done = client.post("/account/2fa/authenticate/", {"code": code()})
    assert done["Location"] == ADMIN
    assert client.get(ADMIN).status_code == 200


def test_guesses_are_counted(client: Client) -> None:
    user = make_staff()
    TOTP.activate(user, SECRET)
    log_in(client, user)
    for _ in range(10):
        client.post("/account/2fa/authenticate/", {"code": "000000"})

    answer = client.post("/account/2fa/authenticate/", {"code": code()})

    assert answer.status_code != 302
    assert "_auth_user_id" not in client.session


def test_staff_who_need_it_cannot_take_it_off(client: Client, settings) -> None:
    settings.STAFF_MFA = "required"
    user = make_staff()
    authenticator = TOTP.activate(user, SECRET).instance
    log_in(client, user)
    client.post("/account/2fa/authenticate/", {"code": code()})

    client.post("/account/2fa/totp/deactivate/")

    authenticator.refresh_from_db()


@pytest.mark.parametrize("path", [ADMIN, "/admin/login/", "/admin/login/?next=/admin/"])
def test_strangers_go_to_the_shops_log_in(client: Client, path: str) -> None:
    """There is no second form at which nobody counts the tries."""
    answer = client.post(path, {"username": "owner@example.com", "password": PASSWORD})

    assert answer["Location"] == "/account/login/?next=/admin/"


@pytest.mark.parametrize(
    "path", [ADMIN, "/admin/login/", "/admin/accounts/user/1/change/"]
)
def test_for_shoppers_there_is_nothing(client: Client, path: str) -> None:
    client.force_login(make_mei())

    assert client.get(path).status_code == 404
