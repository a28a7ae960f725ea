"""Offers reach cart, check-out and order under their names, gifts and delivery too."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cart.selectors import cart_page
from catalog.models import Variant
from orders.admin.slips import slips_of
from orders.errors import PriceChanged
from orders.models import Order, OrderLine
from orders.services import Recipient, issue_invoice, place_order
from payments.gateways.base import RefundAnswer
from promotions.models import OfferTier
from promotions.offers.rule import Kind
from tests.accounts.factories import make_user
from tests.admin.factories import client_of
from tests.cart.factories import make_cart, make_rate
from tests.catalog.factories import make_category, make_variant
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.orders.factories import make_checkout, make_order, ship
from tests.payments.factories import (
    answer,
    make_paid_order,
    pieces_back,
    whole_refund,
)
from tests.promotions.factories import DAY, make_offer
from tests.walks import at_noon  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db


def names(cart, *, now=NOON) -> list[str]:
    return [one.name for one in cart_page(cart, now=now).quote.discounts]


def test_gives_while_it_runs_and_is_not_paused() -> None:
    cart = make_cart(make_variant())
    offer = make_offer(name="Autumn", ends_at=NOON + DAY)
    assert names(cart) == ["Autumn"]
    assert names(cart, now=NOON - DAY - timedelta(seconds=1)) == []
    assert names(cart, now=NOON + DAY) == []

    offer.paused_at = NOON
    offer.save()
    assert names(cart) == []


def test_is_about_categories_and_what_is_below_them() -> None:
    home = make_category()
    vase, pot = make_variant(), make_variant()
    vase.product.categories.add(make_category(parent=home))
    make_offer(scope={"categories": [home.pk]})

    quote = cart_page(make_cart(vase, pot), now=NOON).quote

    assert [one.discount for one in quote.lines] == [2, 0]


def test_is_written_into_the_order_with_its_source() -> None:
    offer = make_offer(Kind.TIERS, (30, 5), (100, 30), name="Spend and save")

    order = make_order(make_variant(price="20.00"), quantity=2)

    discount = order.discounts.get()
    assert (discount.name, discount.amount, discount.source) == (
        "Spend and save",
        5,
        f"offer:{offer.pk}",
    )
    assert order.total == 40 - 5 + 12


def test_is_called_by_the_shoppers_language() -> None:
    make_offer(name="Autumn", translations={"zh-hans": {"name": "秋日"}})

    with override("zh-hans"):
        assert names(make_cart(make_variant())) == ["秋日"]


def test_gives_a_gift_with_the_order() -> None:
    cup = make_variant(on_hand=1, price="9.00")
    make_offer(Kind.GIFT, name="A cup for you", threshold=20, gift_variant=cup)

    order = make_paid_order(make_variant(price="20.00"))

    line = OrderLine.objects.get(is_gift=True)
    assert (line.variant, line.total, line.price_name) == (cup, 0, "A cup for you")
    assert Variant.objects.get(pk=cup.pk).reserved == 1
    assert [row for row, _n in slips_of(order)[0].rows][-1] == line


def test_the_same_checkout_with_a_gift_gives_the_same_order() -> None:
    make_offer(Kind.GIFT, threshold=20, gift_variant=make_variant())
    checkout = make_checkout(make_cart(make_variant(price="20.00")))

    first, again = (place_order(checkout=checkout, now=NOON) for _ in range(2))

    assert (again.order, again.is_new) == (first.order, False)


def test_gives_nothing_that_is_out() -> None:
    cup = make_variant(on_hand=0)
    make_offer(Kind.GIFT, threshold=0, gift_variant=cup)

    make_order(make_variant())

    assert not OrderLine.objects.filter(is_gift=True).exists()


def test_the_last_piece_can_be_bought_although_it_is_the_gift() -> None:
    cup = make_variant(on_hand=1)
    make_offer(Kind.GIFT, threshold=0, gift_variant=cup)

    make_order(cup)

    assert not OrderLine.objects.filter(is_gift=True).exists()


def test_delivers_for_nothing() -> None:
    make_offer(Kind.FREIGHT, threshold=20, name="On us")

    order = make_order(make_variant(price="20.00"))

    assert (order.shipping_amount, order.free_delivery) == (0, "On us")


def test_the_price_that_was_seen_is_compared() -> None:
    """An offer that ends between looking and ordering makes another total."""
    offer = make_offer()
    checkout = make_checkout(make_cart(make_variant()))
    offer.ends_at = NOON
    offer.save()

    with pytest.raises(PriceChanged):
        place_order(checkout=checkout, now=NOON)
    assert not Order.objects.exists()


def test_pages_show_names_gifts_and_what_is_missing(now_is_noon) -> None:
    make_rate()
    user, cup = make_user(), make_variant(price="9.00")
    make_offer(Kind.TIERS, (10, 1), (40, 6), name="Spend and save", combines=True)
    make_offer(
        Kind.GIFT, threshold=10, gift_variant=cup, name="Cup for you", combines=True
    )
    make_offer(Kind.FREIGHT, threshold=10, name="On us")
    make_cart(make_variant(price="20.00"), owner=user)
    shopper = client_of(user)

    cart = shopper.get(reverse("cart:show")).content.decode()
    checkout = shopper.get(reverse("orders:checkout")).content.decode()

    for page in (cart, checkout):
        for text in ("Spend and save", "Cup for you", cup.product.name, "On us"):
            assert text in page
    assert "<strong>¥20.00</strong> more for ¥6 off (Spend and save)" in cart


def test_a_product_page_names_what_its_goods_get(client, monkeypatch) -> None:
    monkeypatch.setattr("catalog.views.now", lambda: NOON)
    pot = make_variant()
    make_offer(Kind.TIERS, (30, 5), name="Autumn")
    make_offer(name="Elsewhere", scope={"products": [pot.product_id + 1]})

    page = client.get(reverse("catalog:product", args=[pot.product.slug]))

    assert "Spend ¥30, save ¥5" in page.content.decode()
    assert "Elsewhere" not in page.content.decode()


@pytest.mark.usefixtures("at_noon")
def test_what_is_missing_leads_to_what_counts() -> None:
    home, user, vase, pot = make_category(), make_user(), make_variant(), make_variant()
    for variant in (vase, pot):
        variant.product.categories.add(home)
    make_variant()
    offer = make_offer(
        Kind.TIERS, (30, 5), name="Autumn", scope={"categories": [home.pk]}
    )
    make_cart(vase, owner=user)
    place = reverse("promotions:offer-goods", args=[offer.pk])

    cart = client_of(user).get(reverse("cart:show")).content.decode()
    page = Client().get(place)

    assert f'href="{place}"' in cart
    cards = page.context["listing"].cards
    assert {card.id for card in cards} == {vase.product_id, pot.product_id}
    assert "Spend ¥30, save ¥5" in page.content.decode()

    type(offer).objects.update(ends_at=NOON)
    assert "This offer is over." in Client().get(place).content.decode()
    type(offer).objects.update(ends_at=NOON + 2 * DAY, starts_at=NOON + DAY)
    assert Client().get(place).status_code == 404


def test_an_order_page_shows_them_too() -> None:
    cup, user = make_variant(price="9.00"), make_user()
    make_offer(Kind.GIFT, gift_variant=cup, name="Cup for you")
    make_offer(Kind.FREIGHT, name="On us")
    order = make_order(make_variant(), owner=user)

    page = client_of(user).get(reverse("orders:show", args=[order.number]))

    text = page.content.decode()
    assert "Cup for you" in text
    assert "Delivery (Standard, On us)" in text


@pytest.fixture
def now_is_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("cart.views.page", "orders.views.checkout"):
        monkeypatch.setattr(f"{module}.now", lambda: NOON)


def test_many_offers_cost_one_query(django_assert_num_queries) -> None:
    cart = make_cart(make_variant(), make_variant())
    cart_page(cart, now=NOON)
    for number in range(5):
        make_offer(Kind.TIERS, (30, 5), (100, 30), name=f"Offer {number}")
    with django_assert_num_queries(2):  # lines, and what is true of them
        cart_page(cart, now=NOON)


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": Kind.PERCENT, "percent": 0},
        {"kind": Kind.PERCENT, "percent": 100},
        {"kind": Kind.SET, "pieces": 1, "set_price": 9},
        {"kind": Kind.CHEAPER, "pieces": 2, "cheaper_pieces": 0, "percent": 100},
        {"kind": Kind.GIFT},
        {"kind": Kind.FREIGHT, "ends_at": NOON - DAY},
    ],
)
def test_the_database_refuses_what_is_no_offer(columns) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_offer(**columns)


def test_the_database_refuses_to_save_all_that_is_spent() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        OfferTier.objects.create(offer=make_offer(), spend=30, save_amount=30)


def test_a_gift_goes_with_the_money_and_back_with_it() -> None:
    """Invoiced for nothing, shipped, given back with everything else."""
    cup = make_variant(on_hand=1, price="9.00")
    make_offer(Kind.GIFT, name="Cup for you", gift_variant=cup)
    order = make_paid_order(make_variant(price="20.00"), quantity=2)
    issue_invoice(order_id=order.pk, recipient=Recipient(title="Mei"), now=NOON)

    answer(whole_refund(order), RefundAnswer.DONE)

    order.refresh_from_db()
    assert (order.status, order.refunded) == ("cancelled", order.total)
    assert Variant.objects.get(pk=cup.pk).reserved == 0
    assert broken_laws() == {}


def test_pieces_that_go_back_leave_the_gift_where_it_is() -> None:
    cup = make_variant(on_hand=1, price="9.00")
    make_offer(Kind.GIFT, name="Cup for you", gift_variant=cup)
    order = ship(make_paid_order(make_variant(price="20.00"), quantity=2))

    pieces_back(order, 1)

    assert broken_laws() == {}
