"""The address book, of which the client takes any object for an address."""

from typing import Any

import pytest

from accounts.models import Address
from tests.accounts.factories import SHANGHAI, make_address, make_user
from tests.api.buyer import Buyer, make_buyer
from tests.api.calling import call, token_of

pytestmark = pytest.mark.django_db
SENT = {name: text for name, text in SHANGHAI.items() if name != "postal_code"} | {
    "postalCode": "200031"
}
LEAST = {"name": "林美", "phone": "13800138000", "detail": "武康路 100 弄"}
WRONG = (400, "INVALID_PARAMS")


@pytest.fixture
def mei() -> Buyer:
    user = make_user()
    return Buyer(user=user, token=token_of(user), address=Address())


def add(mei: Buyer, **fields: Any) -> Any:
    return mei.ask("POST", "/user/address", fields)


def test_nobody_has_an_address_at_first(mei: Buyer) -> None:
    make_address(make_user())

    assert mei.get("/user/address/default") is None
    assert mei.get("/user/address") == []


def test_the_first_one_becomes_the_default(mei: Buyer) -> None:
    first = add(mei, **SENT, isDefault=False)
    second = add(mei, **SENT | {"name": "Bo"})

    assert (first.status, second.status) == (201, 201)
    assert first.body == SENT | {"id": first.body["id"], "isDefault": True}
    assert second.body["isDefault"] is False
    assert mei.get("/user/address/default") == first.body
    assert mei.get("/user/address") == [first.body, second.body]


def test_another_one_may_become_it(mei: Buyer) -> None:
    add(mei, **SENT)

    second = add(mei, **LEAST, isDefault=True, id=7, owner=1)

    assert mei.get("/user/address/default") == second.body
    assert [one["isDefault"] for one in mei.get("/user/address")] == [True, False]


def test_little_is_required_and_text_is_kept_as_it_came(mei: Buyer) -> None:
    name = " <b>林</b> & “美” "

    saved = add(mei, **LEAST | {"name": name})

    assert saved.body["name"] == Address.objects.get().name == name
    assert saved.body["country"] == "CN"
    assert saved.body["province"] == saved.body["postalCode"] == ""


def test_a_country_by_its_code_or_name(mei: Buyer) -> None:
    for country, code in (("JP", "JP"), ("jp", "JP"), ("Japan", "JP"), ("中国", "CN")):
        assert add(mei, **LEAST, country=country).body["country"] == code


def test_numbers_a_courier_can_dial(mei: Buyer) -> None:
    for phone in ("19912345678", "+441234", "+8613800138000", "+123456789012345"):
        assert add(mei, **LEAST | {"phone": phone}).body["phone"] == phone


NO_ADDRESS = [
    *(
        {"phone": phone}
        for phone in (
            "",
            "12800138000",
            "1380013800",
            "138001380000",
            "138 0013 8000",
            "１３８００１３８０００",
            "+12345",
            "+1234567890123456",
            "13800138000\n",
            "call me",
            13800138000,
            None,
            [],
            {},
        )
    ),
    *({name: odd} for name in ("name", "detail") for odd in ("", "  ", None, 5, [])),
    {"name": "x" * 81},
    {"detail": "x" * 201},
    {"city": ["上海"]},
    {"city": None},
    {"postalCode": 200031},
    {"country": "Atlantis"},
    {"isDefault": "yes"},
]


def test_what_is_no_address_is_refused(mei: Buyer) -> None:
    for change in NO_ADDRESS:
        refused = add(mei, **LEAST | change)
        assert (refused.refused, set(refused.body["fields"])) == (WRONG, set(change))
    for gone in LEAST:
        sent = {name: text for name, text in LEAST.items() if name != gone}
        assert set(add(mei, **sent).body["fields"]) == {gone}
    assert not Address.objects.exists()


def test_a_full_book_says_so(mei: Buyer) -> None:
    for _ in range(20):
        make_address(mei.user)

    assert add(mei, **LEAST).refused == (409, "ORDER_STATE")


def test_the_book_is_private() -> None:
    make_buyer()

    for method, path in (
        ("GET", "/user/address/default"),
        ("GET", "/user/address"),
        ("POST", "/user/address"),
    ):
        assert call(method, path, LEAST).refused == (401, "AUTH_FAILED")
