"""Points at the check-out, on a member's page, and in the admin."""

from decimal import Decimal

import pytest
from django.test import Client

from orders.models import Order
from promotions.models import Member
from tests.admin.factories import client_of, filled, make_owner
from tests.cart.factories import make_cart, make_rate
from tests.catalog.factories import make_variant
from tests.promotions.points.factories import make_level, make_member, points_of

pytestmark = pytest.mark.django_db
LEVEL = "/admin/promotions/level/add/"
ADDRESS = {
    "name": "Mei Lin",
    "phone": "13800138000",
    "country": "CN",
    "province": "浙江省",
    "city": "Hangzhou",
    "district": "Xihu",
    "detail": "1 Lake Road",
    "shipping": "standard",
}


@pytest.fixture
def mei(client: Client):
    make_rate()
    user = make_member(3000)
    client.force_login(user)
    make_cart(make_variant(price="100.00"), owner=user)
    return user


def test_the_check_out_offers_as_many_as_may_be_used(client: Client, mei) -> None:
    page = client.get("/checkout/").content.decode()

    assert 'name="points" value="2000"' in page
    assert "You have 3000" in page
    assert "You earn 100 points" in page


def test_the_check_out_prices_with_points_and_places_so(client: Client, mei) -> None:
    priced = client.post("/checkout/", ADDRESS | {"update": "1", "points": "2000"})
    page = priced.context["page"]
    assert page.total == Decimal(92)

    sent = ADDRESS | {"points": "2000", "seen_total": "92.00", "line": page.tokens}
    answer = client.post("/checkout/", sent)

    assert answer.status_code == 303
    assert Order.objects.get().total == Decimal(92)
    assert points_of(mei) == 1000


def test_points_that_are_gone_are_a_new_total_to_confirm(client: Client, mei) -> None:
    page = client.get("/checkout/").context["page"]
    Member.objects.update(points=500)

    sent = ADDRESS | {"points": "2000", "seen_total": "92.00", "line": page.tokens}
    answer = client.post("/checkout/", sent)

    assert answer.status_code == 409
    assert answer.context["page"].total == Decimal(107)
    assert not Order.objects.exists()


def test_a_guest_sees_nothing_of_points(client: Client) -> None:
    make_rate()
    cart = make_cart(make_variant())
    session = client.session
    session["cart"] = cart.token
    session.save()

    assert 'name="points"' not in client.get("/checkout/").content.decode()


def test_a_members_page_tells_of_points_and_level(client: Client, mei) -> None:
    make_level("0", 0, name="Guest of the house")
    make_level("5000", 5, name="Friend")

    page = client.get("/account/points/").content.decode()

    assert "3000" in page
    assert "Guest of the house" in page
    assert "to go for Friend" in page
    assert "welcome" in page


def test_a_new_member_has_an_empty_page(client: Client) -> None:
    client.force_login(make_member())

    assert "Nothing yet" in client.get("/account/points/").content.decode()


def test_strangers_are_asked_to_log_in(client: Client) -> None:
    assert client.get("/account/points/").status_code == 302


def test_the_shop_gives_points_with_a_reason(client: Client, mei) -> None:
    client.force_login(make_owner())
    member = Member.objects.get(owner=mei)
    url = f"/admin/promotions/member/{member.pk}/adjust/"

    client.post(url, {"points": "250", "reason": "Sorry for the delay"})
    refused = client.post(url, {"points": "-99999", "reason": "too much"})

    assert points_of(mei) == 3250
    assert "3250 points left" in refused.content.decode()


def test_the_desk_is_warned_of_a_level_that_nobody_would_like_to_reach() -> None:
    make_level("100", 10, name="Silver")
    desk = client_of(make_owner())
    level = {"name": "Gold", "from_spent": "500"}

    again = desk.post(LEVEL, filled(desk.get(LEVEL)) | level | {"from_spent": 100})
    odd = desk.post(LEVEL, filled(desk.get(LEVEL)) | level | {"percent_off": 5})
    page = desk.get(odd.url).content.decode()

    told = again.context["adminform"].form.errors["from_spent"]
    assert told == ["There is a level of this amount already."]
    assert "“Gold” asks for more than “Silver” and gives less." in page
