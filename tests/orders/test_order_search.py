"""Somebody finds an order of their own by its number or by what was in it."""

import pytest

from tests.accounts.factories import make_user
from tests.catalog.factories import make_product, make_variant
from tests.orders.factories import make_order, ship
from tests.payments.factories import make_paid_order, pieces_back
from tests.walks import HOSTILE, at_noon, signed_in, text_of  # noqa: F401

pytestmark = pytest.mark.django_db


def named(name: str):
    return make_variant(product=make_product(name=name))


def test_by_the_name_of_an_article() -> None:
    mei = make_user()
    pot = make_order(named("Brook Teapot"), named("Teapot Lid"), owner=mei)
    mug = make_order(named("Pebble Mug"), owner=mei)

    page = text_of(signed_in(mei).get("/orders/", {"q": " TEAPOT "}))

    assert page.count(f'href="/orders/{pot.number}/"') == 3  # number, pictures, details
    assert mug.number not in page


def test_by_a_part_of_the_number_with_or_without_spaces() -> None:
    mei = make_user()
    wanted, other = (make_order(make_variant(), owner=mei) for _ in range(2))
    typed = f"{wanted.number[:4].lower()} {wanted.number[4:9]}"

    page = text_of(signed_in(mei).get("/orders/", {"q": typed}))

    assert wanted.number in page
    assert other.number not in page


def test_the_tabs_count_what_was_found_and_keep_the_words() -> None:
    mei = make_user()
    make_order(named("Brook Teapot"), owner=mei)
    make_paid_order(named("Brook Teapot"), owner=mei)
    make_paid_order(named("Pebble Mug"), owner=mei)

    page = text_of(signed_in(mei).get("/orders/?q=teapot&state=paid"))

    assert 'All <span class="orders-count nums">2</span>' in page
    assert 'href="/orders/?state=unpaid&amp;q=teapot"' in page
    assert 'value="teapot"' in page


def test_nothing_found_says_so_and_leads_on() -> None:
    mei = make_user()
    make_order(make_variant(), owner=mei)

    page = text_of(signed_in(mei).get("/orders/?q=<zeppelin>"))

    assert "No order found" in page
    assert "“&lt;zeppelin&gt;”" in page
    assert 'href="/orders/"' in page


def test_other_peoples_orders_are_not_searched() -> None:
    theirs = make_order(named("Brook Teapot"), owner=make_user())

    page = text_of(signed_in(make_user()).get("/orders/?q=teapot"))

    assert theirs.number not in page


@pytest.mark.parametrize("words", [*HOSTILE, "%", "_", "\\", "'; --", "x" * 5_000])
def test_odd_words_find_nothing_or_something(words: str) -> None:
    mei = make_user()
    make_order(make_variant(), owner=mei)

    assert signed_in(mei).get("/orders/", {"q": words}).status_code == 200


def test_a_card_tells_of_parts_sent_and_money_back() -> None:
    mei = make_user()
    order = make_paid_order(make_variant(price="20.00"), quantity=3, owner=mei)
    pieces_back(order, 1)

    page = text_of(signed_in(mei).get("/orders/"))

    assert "Refund: ¥20.00" in page


def test_a_finished_order_is_bought_again_from_its_card() -> None:
    mei = make_user()
    order = ship(make_paid_order(make_variant(), owner=mei))
    client = signed_in(mei)
    before = text_of(client.get("/orders/"))
    client.post(f"/orders/{order.number}/received/")

    page = text_of(client.get("/orders/"))

    again = f'action="/orders/{order.number}/again/"'
    assert again not in before
    assert again in page
