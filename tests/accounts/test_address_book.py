"""Everybody keeps their own addresses, twenty at most, one of them the default."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.errors import AddressBookFull
from accounts.models import Address
from accounts.services import delete_address, make_default, restore_address
from accounts.services.addresses import MOST_ADDRESSES
from tests.accounts.factories import SHANGHAI, make_address, make_mei, make_user

pytestmark = pytest.mark.django_db
BOOK = "/account/addresses/"
ABROAD = {
    "name": "Tom Baker",
    "phone": "+44 7700 900123",
    "country": "GB",
    "region": "Kent",
    "city": "Deal",
    "detail": "12 Beach Street",
    "postal_code": "CT14 7AB",
}


def default_of(user) -> Address:
    return Address.objects.get(owner=user, is_default=True)


def test_makes_the_first_one_the_default() -> None:
    mei = make_mei()

    first, second = make_address(mei), make_address(mei)

    assert default_of(mei) == first
    assert not second.is_default


def test_has_one_default_at_a_time() -> None:
    mei = make_mei()
    make_address(mei)
    second = make_address(mei)

    make_default(owner_id=mei.pk, address_id=second.pk)

    assert default_of(mei) == second


def test_refuses_a_twenty_first() -> None:
    mei = make_mei()
    for _ in range(MOST_ADDRESSES):
        make_address(mei)

    with pytest.raises(AddressBookFull):
        make_address(mei)

    assert mei.addresses.count() == MOST_ADDRESSES


def test_lets_the_newest_inherit_and_gives_back_what_was_deleted() -> None:
    mei = make_mei()
    first, heir = make_address(mei, detail="the first"), make_address(mei)

    removed = delete_address(owner_id=mei.pk, address_id=first.pk)
    assert default_of(mei) == heir

    back = restore_address(owner_id=mei.pk, removed=removed)
    assert default_of(mei) == back
    assert back.address_fields() == first.address_fields()


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_takes_a_form(client: Client, prefix: str) -> None:
    mei = make_mei()
    client.force_login(mei)

    answer = client.post(f"{prefix}{BOOK}new/", SHANGHAI | {"phone": "138 0013-8000"})

    assert answer["Location"] == f"{prefix}{BOOK}"
    assert default_of(mei).address_fields() == SHANGHAI


def test_takes_an_address_abroad(client: Client) -> None:
    mei = make_mei()
    client.force_login(mei)

    client.post(f"{BOOK}new/", ABROAD | {"province": "上海市", "district": "left over"})

    kept = default_of(mei)
    assert (kept.province, kept.district, kept.phone) == ("Kent", "", "+447700900123")


def test_changes_one(client: Client) -> None:
    mei = make_mei()
    address = make_address(mei)
    client.force_login(mei)

    client.post(f"{BOOK}{address.pk}/", ABROAD)

    address.refresh_from_db()
    assert (address.country, address.province) == ("GB", "Kent")
    page = client.get(f"{BOOK}{address.pk}/").content.decode()
    assert 'name="region" value="Kent"' in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": " "}, "name"),
        ({"name": "林" * 10_000}, "name"),
        ({"phone": ""}, "phone"),
        ({"phone": "12345678901"}, "phone"),
        ({"phone": "0212345678"}, "phone"),
        ({"phone": "+12345"}, "phone"),
        ({"phone": "+1234567890123456"}, "phone"),
        ({"phone": "１３８００１３８０００"}, "phone"),
        ({"province": ""}, "province"),
        ({"province": "Atlantis"}, "province"),
        ({"city": ""}, "city"),
        ({"detail": ""}, "detail"),
        ({"detail": "x" * 201}, "detail"),
        ({"country": "XX"}, "country"),
        ({"country": "GB", "postal_code": ""}, "postal_code"),
    ],
)
def test_says_at_the_field_what_is_wrong(client: Client, change, field: str) -> None:
    client.force_login(make_mei())

    answer = client.post(f"{BOOK}new/", SHANGHAI | change)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert "武康路" in answer.content.decode() or field == "detail"
    assert not Address.objects.exists()


def test_takes_emoji_and_refuses_nul(client: Client) -> None:
    mei = make_mei()
    client.force_login(mei)

    assert client.post(f"{BOOK}new/", SHANGHAI | {"detail": "a\0"}).status_code == 400
    client.post(f"{BOOK}new/", SHANGHAI | {"detail": "🏠 7"})

    assert default_of(mei).detail == "🏠 7"


def test_ignores_fields_that_are_nobodys_to_set(client: Client) -> None:
    mei, tom = make_mei(), make_user()
    client.force_login(mei)

    client.post(f"{BOOK}new/", SHANGHAI | {"owner": tom.pk, "id": 77, "pk": 77})

    assert not tom.addresses.exists()


def test_deletes_and_offers_to_undo_once(client: Client) -> None:
    mei = make_mei()
    address = make_address(mei)
    client.force_login(mei)

    page = client.post(f"{BOOK}{address.pk}/delete/", follow=True)
    assert not mei.addresses.exists()
    undo = page.context["undo"]
    client.post(f"{BOOK}restore/", {"undo": undo})

    assert default_of(mei).address_fields() == SHANGHAI
    assert b'name="undo"' in page.content
    assert b'name="undo"' not in client.get(BOOK).content


def test_gives_nobody_elses_deletion_back(client: Client) -> None:
    mei, eve = make_mei(), make_user()
    address = make_address(mei)
    client.force_login(mei)
    undo = client.post(f"{BOOK}{address.pk}/delete/", follow=True).context["undo"]
    client.force_login(eve)

    for token in (undo, undo[:-1], "", "x" * 10_000):
        assert client.post(f"{BOOK}restore/", {"undo": token}).status_code == 404

    assert not Address.objects.exists()


@pytest.mark.parametrize(
    ("name", "methods"),
    [
        ("address", ("get", "post")),
        ("address-delete", ("post",)),
        ("address-default", ("post",)),
    ],
)
def test_is_nobody_elses(client: Client, name: str, methods: tuple[str, ...]) -> None:
    address, eve = make_address(make_mei()), make_user()
    client.force_login(eve)

    for method in methods:
        for number in (address.pk, address.pk + 1, 10**30):
            url = reverse(f"accounts:{name}", args=[number])
            assert getattr(client, method)(url, ABROAD).status_code == 404

    address.refresh_from_db()
    assert address.address_fields() == SHANGHAI


@pytest.mark.parametrize(
    "path", ["", "new/", "1/", "1/delete/", "1/default/", "restore/"]
)
def test_wants_to_know_who_is_there(client: Client, path: str) -> None:
    answer = client.post(BOOK + path)

    assert answer["Location"].startswith("/account/login/?next=/account/addresses/")


def test_says_so_when_the_book_is_full(client: Client) -> None:
    mei = make_mei()
    client.force_login(mei)
    for _ in range(MOST_ADDRESSES):
        make_address(mei)

    answer = client.post(f"{BOOK}new/", SHANGHAI)

    assert answer.status_code == 422
    assert "full" in answer.content.decode()


def test_reads_the_book_with_few_queries(
    client: Client, django_assert_max_num_queries
) -> None:
    mei = make_mei()
    client.force_login(mei)
    for _ in range(5):
        make_address(mei)

    with django_assert_max_num_queries(4):
        client.get(BOOK)
