"""The coupon centre, the wallet and the check-out's choice."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from orders.models import Order
from promotions.coupons.models import Coupon
from promotions.coupons.services import add_shared_code
from promotions.coupons.states import CouponStatus
from promotions.scopes import Scope
from tests.accounts.factories import make_address, make_user
from tests.cart.factories import make_cart, make_rate
from tests.catalog.factories import make_category, make_variant
from tests.conftest import NOON
from tests.promotions.coupons.factories import (
    make_coupon,
    make_freight,
    make_percent,
    make_template,
)
from tests.walks import at_noon  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
CENTRE, WALLET, CHECKOUT = "/coupons/", "/account/coupons/", "/checkout/"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}


@pytest.fixture
def mei() -> User:
    user = make_user()
    make_address(user)
    make_rate()
    return user


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def claim(client: Client, template: Any, **more: Any) -> Any:
    url, sent = reverse("promotions:claim-coupon"), {"coupon": template.pk}
    return client.post(url, sent, headers=SAME_ORIGIN, **more)


# --- the centre -------------------------------------------------------------------------


def test_the_centre_is_the_same_for_everybody(mei: User) -> None:
    make_template()

    guest, own = Client().get(CENTRE), client_of(mei).get(CENTRE)

    assert guest.content == own.content
    assert guest.headers["Cache-Control"] == "public, max-age=0, s-maxage=1"
    assert not guest.cookies


def test_all_gone_is_a_state(mei: User) -> None:
    template = make_template(total=1)
    make_coupon(make_user(), template)

    page = text_of(Client().get(CENTRE))
    answer = claim(client_of(mei), template, follow=True)

    assert "All gone" in page
    assert reverse("promotions:claim-coupon") not in page
    assert "These coupons are all gone." in text_of(answer)


def test_a_press_claims_and_a_second_one_nothing_more(mei: User) -> None:
    template, client = make_template(per_shopper=3), client_of(mei)

    first, second = (claim(client, template, follow=True) for _ in "ab")

    assert "The coupon is in your wallet." in text_of(first)
    assert "You have this coupon already" in text_of(second)
    assert Coupon.objects.count() == 1
    here = client.get("/account/here/?coupons=1").json()
    assert here["coupons"] == [template.pk]


def test_a_guest_is_led_through_the_log_in(mei: User) -> None:
    answer = claim(Client(), make_template(), follow=True)

    assert answer.redirect_chain == [("/account/login/?next=%2Fcoupons%2F", 303)]
    assert "Coupons are kept in your account." in text_of(answer)


def test_nothing_outside_its_window_is_shown_or_claimed(mei: User) -> None:
    over = make_template(claim_until=NOON)
    soon = make_template(claim_from=NOON + timedelta(seconds=1))
    hidden = make_template(in_centre=False)
    client = client_of(mei)

    for template in (over, soon, hidden):
        claim(client, template)

    assert "No coupons to claim" in text_of(client.get(CENTRE))
    assert not Coupon.objects.exists()


def test_use_it_leads_to_what_it_is_good_for() -> None:
    shelf = make_category()
    below = make_category(parent=shelf)
    cup, pot, _bowl = (make_variant() for _ in range(3))
    for variant, category in ((cup, shelf), (pot, below)):
        variant.product.categories.add(category)
    scope = Scope(
        categories=frozenset({shelf.pk}), not_products=frozenset({cup.product_id})
    )
    template = make_template(scope=scope)

    page = Client().get(reverse("promotions:coupon-goods", args=[template.pk]))

    cards = page.context["listing"].cards
    assert [card.id for card in cards] == [pot.product_id]
    assert f"but not {cup.product.name}" in text_of(page)


# --- the wallet -------------------------------------------------------------------------


def test_the_wallet_shows_what_is_good_and_what_was(mei: User) -> None:
    make_coupon(mei, make_template(name="Good", valid_days=1))
    make_coupon(mei, make_template(name="Gone"))
    make_coupon(make_user(), make_template(name="Theirs"))
    gone = Coupon.objects.filter(template__name="Gone")
    gone.update(status=CouponStatus.EXPIRED)
    client = client_of(mei)

    usable, expired = client.get(WALLET), client.get(f"{WALLET}?state=expired")

    assert "Good" in text_of(usable)
    assert "data-countdown" in text_of(usable)
    assert "Gone" not in text_of(usable)
    assert "Gone" in text_of(expired)
    assert "Theirs" not in text_of(usable) + text_of(expired)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("", "no coupon to use"),
        ("used", "not used a coupon yet"),
        ("expired", "None of your coupons expired"),
    ],
)
def test_an_empty_wallet_says_of_what_and_leads_on(mei: User, state, words) -> None:
    answer = client_of(mei).get(WALLET, {"state": state})

    assert words in text_of(answer)
    assert text_of(answer).count(f'href="{CENTRE}"') == 3


def test_a_code_is_typed_as_people_type(mei: User) -> None:
    template = make_template(in_centre=False, by_code=True)
    add_shared_code(template_id=template.pk, text="HELLO-2026", most_uses=1, now=NOON)
    client = client_of(mei)

    answer = client.post(WALLET, {"code": " hello 2026"}, follow=True)
    wrong = client_of(make_user()).post(WALLET, {"code": "hello2026"})

    assert "The coupon is in your wallet." in text_of(answer)
    assert wrong.status_code == 422
    assert "This code is not right, or it has been used." in text_of(wrong)
    assert Coupon.objects.get().way == "code"


def test_guessing_ends_soon(mei: User) -> None:
    template = make_template(by_code=True)
    add_shared_code(template_id=template.pk, text="HELLO", most_uses=None, now=NOON)
    client = client_of(mei)

    for number in range(20):
        client.post(WALLET, {"code": f"GUESS{number}"})
    answer = client.post(WALLET, {"code": "HELLO"})

    assert "Too many tries." in text_of(answer)
    assert not Coupon.objects.exists()


# --- the check-out ----------------------------------------------------------------------


def fields_of(page: Any, **changes: str) -> dict[str, Any]:
    shown = page.context["page"]
    chosen = next((c.id for c in shown.coupons.usable if c.is_chosen), "none")
    return {
        "address": page.context["desk"].chosen,
        "shipping": shown.offer.way.code,
        "line": shown.tokens,
        "seen_total": str(shown.total),
        "coupon": str(chosen),
    } | changes


def test_the_check_out_takes_the_best_and_says_why_not_the_others(mei: User) -> None:
    make_coupon(mei, make_template("3.00", name="Three"))
    make_coupon(mei, make_percent(50, name="Half"))
    make_coupon(mei, make_template(name="Fifty", threshold=50))
    make_cart(make_variant(), owner=mei)
    client = client_of(mei)

    page = client.get(CHECKOUT)
    client.post(CHECKOUT, fields_of(page))

    choices = page.context["page"].coupons
    assert [(c.ticket.name, c.is_chosen, c.is_best) for c in choices.usable] == [
        ("Half", True, True),
        ("Three", False, False),
    ]
    assert "¥30.00 more of its goods are needed." in text_of(page)
    assert Order.objects.get().discount_amount == 10


def test_another_one_is_chosen_without_a_script(mei: User) -> None:
    three = make_coupon(mei, make_template("3.00"))
    make_coupon(mei, make_percent(50))
    make_cart(make_variant(), owner=mei)
    client = client_of(mei)

    fields = fields_of(client.get(CHECKOUT), coupon=str(three.pk), update="1")
    page = client.post(CHECKOUT, fields)
    assert page.context["page"].total == 29

    client.post(CHECKOUT, fields_of(page))
    assert Order.objects.get().discount_amount == 3


def test_free_delivery_is_named_and_not_spent_for_nothing(mei: User) -> None:
    make_coupon(mei, make_freight())
    make_cart(make_variant(), owner=mei)
    client = client_of(mei)

    page = client.get(CHECKOUT)
    assert page.context["page"].quote.free_delivery == "Free delivery"
    make_rate().__class__.objects.update(free_from=10)
    again = client.get(CHECKOUT)

    assert again.context["page"].quote.coupon_id is None
    assert "Delivery is free already." in text_of(again)


def test_a_code_at_the_check_out_is_taken_at_once(mei: User) -> None:
    template = make_template(by_code=True)
    add_shared_code(template_id=template.pk, text="HELLO", most_uses=None, now=NOON)
    make_cart(make_variant(), owner=mei)
    client = client_of(mei)
    page = client.get(CHECKOUT)

    wrong = client.post(CHECKOUT, fields_of(page, code="HELP", update="1"))
    right = client.post(CHECKOUT, fields_of(page, code="hello"))

    assert wrong.status_code == 422
    assert "Coupon code: This code is not right" in text_of(wrong)
    assert "The coupon is in your wallet" in text_of(right)
    assert right.context["page"].quote.discount == 5
    assert not Order.objects.exists()


def test_a_lost_coupon_is_said_and_the_total_worked_out_anew(mei: User) -> None:
    make_coupon(mei)
    make_cart(make_variant(), owner=mei)
    client = client_of(mei)
    fields = fields_of(client.get(CHECKOUT))
    Coupon.objects.update(status=CouponStatus.EXPIRED)

    answer = client.post(CHECKOUT, fields)

    assert answer.status_code == 409
    assert "It was ¥27.00, it is ¥32.00 now." in text_of(answer)


def test_a_guest_is_told_that_coupons_need_an_account(client: Client) -> None:
    make_rate()
    client.post(
        "/cart/add/",
        {"product": make_variant().product_id, "quantity": 1},
        headers=SAME_ORIGIN,
    )

    assert "they are kept in your account" in text_of(client.get(CHECKOUT))
