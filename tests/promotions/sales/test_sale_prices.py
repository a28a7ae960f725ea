"""A sale price is charged while it runs, and its “was” keeps the 30-day rule."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from cart.selectors import cart_page
from catalog.errors import WasPriceTooHigh
from catalog.models import Product
from catalog.selectors import product_cards, product_page
from catalog.services import set_price
from catalog.was_price import Priced, Reduced, charged
from promotions.models import ScheduledPrice
from promotions.sales.errors import (
    SaleEndsTooSoon,
    SaleHasBegun,
    SaleInThePast,
    SaleNotLower,
    SalesOverlap,
)
from promotions.sales.jobs import open_sales
from promotions.sales.services import change_scheduled_price, end_sale
from shop.kernel.errors import DomainError
from tests.cart.factories import make_cart
from tests.catalog.factories import make_product, make_values, make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.promotions.factories import DAY, make_sale
from tests.walks import at_noon  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_is_charged_under_its_name_while_it_runs() -> None:
    pot = make_variant(price="20.00")
    make_sale(pot, "15.00")
    cart = make_cart(pot)

    line = cart_page(cart, now=NOON).lines[0]
    assert (line.price, line.price_name) == (15, "Sale price")
    assert cart_page(cart, now=NOON + DAY).lines[0].price == 20
    ordered = make_order(pot).lines.get()
    assert (ordered.unit_price, ordered.list_price) == (15, 20)
    assert ordered.price_name == "Sale price"


def test_never_costs_more_than_the_usual_price() -> None:
    pot = make_variant(price="20.00")
    make_sale(pot, "15.00")
    set_price(variant_id=pot.pk, price=Decimal(12), compare_at=None, now=NOON)

    line = cart_page(make_cart(pot), now=NOON).lines[0]

    assert (line.price, line.price_name) == (12, "")
    assert product_page(pot.product.slug, now=NOON).price == 12


def test_cards_and_pages_show_it_with_what_is_struck_through() -> None:
    product = make_product()
    red, blue = make_values(product, "Red", "Blue")
    cheap = make_variant(product=product, value_ids=[red], price="20.00")
    make_variant(product=product, value_ids=[blue], price="30.00")
    make_sale(cheap, "15.00")

    card = product_cards(Product.objects.all(), now=NOON)[0]
    page = product_page(product.slug, now=NOON)

    assert (card.price, card.was, card.badge) == (15, 20, "−25%")
    assert (page.price, page.was, page.price_from, page.price_to) == (15, 20, 15, 30)
    assert "until" in page.choosing.note
    assert [row["price"] for row in page.matrix] == ["¥15.00", "¥30.00"]
    assert product_page(product.slug, now=NOON + DAY).price == 20


def test_the_page_says_until_when(client, monkeypatch) -> None:
    monkeypatch.setattr("catalog.views.now", lambda: NOON)
    pot = make_variant()
    make_sale(pot, "15.00")

    page = client.get(reverse("catalog:product", args=[pot.product.slug]))

    assert "Sale price until" in page.content.decode()


@pytest.mark.usefixtures("at_noon")
def test_the_page_that_asks_for_an_option_says_it_too(client) -> None:
    product = make_product()
    red, blue = make_values(product, "Red", "Blue")
    make_variant(product=product, value_ids=[red], price="18.00")
    dear = make_variant(product=product, value_ids=[blue], price="20.00")
    make_sale(dear, "15.00")

    asked = client.post(reverse("cart:add"), {"product": product.pk, "quantity": 1})

    page = asked.context["page"]
    assert (page.price, page.was, page.is_from) == (15, 20, True)


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"price": "20.00"}, SaleNotLower),
        ({"ends_at": NOON}, SaleEndsTooSoon),
        ({"starts_at": NOON - HOUR}, SaleInThePast),
    ],
)
def test_refuses_what_is_no_sale(facts, error) -> None:
    pot = make_variant(price="20.00")

    with pytest.raises(error):
        make_sale(pot, **facts)
    assert not ScheduledPrice.objects.exists()


def test_no_two_of_an_article_meet() -> None:
    pot = make_variant()
    make_sale(pot)
    with pytest.raises(SalesOverlap):
        make_sale(pot, starts_at=NOON + HOUR, ends_at=NOON + 2 * DAY)

    make_sale(pot, starts_at=NOON + DAY, ends_at=NOON + 2 * DAY)
    make_sale(make_variant())
    assert ScheduledPrice.objects.count() == 3


def test_once_begun_only_its_end_may_change() -> None:
    sale = make_sale(make_variant(), "15.00")
    facts = {"sale_id": sale.pk, "starts_at": sale.starts_at, "now": NOON + HOUR}

    with pytest.raises(SaleHasBegun):
        change_scheduled_price(price=Decimal(9), ends_at=NOON + DAY, **facts)
    with pytest.raises(SaleEndsTooSoon):
        change_scheduled_price(price=Decimal(15), ends_at=NOON, **facts)
    change_scheduled_price(price=Decimal(15), ends_at=NOON + 2 * DAY, **facts)

    assert ScheduledPrice.objects.get().ends_at == NOON + 2 * DAY


def test_is_ended_at_once_and_given_up_before_it_begins() -> None:
    pot = make_variant()
    running = make_sale(pot)
    planned = make_sale(pot, starts_at=NOON + 2 * DAY, ends_at=NOON + 3 * DAY)

    for sale in (running, planned):
        end_sale(sale_id=sale.pk, now=NOON + HOUR)

    assert ScheduledPrice.objects.get().ends_at == NOON + HOUR


# --- what may be struck through ---------------------------------------------------------


def test_a_planned_sale_knows_what_to_strike_through_once_it_begins() -> None:
    """The lowest price of the 30 days before, and that changed meanwhile."""
    pot = make_variant(price="20.00")
    start = NOON + 10 * DAY
    sale = make_sale(pot, "15.00", starts_at=start, ends_at=start + DAY)
    set_price(variant_id=pot.pk, price=Decimal(18), compare_at=None, now=NOON + DAY)
    set_price(variant_id=pot.pk, price=Decimal(25), compare_at=None, now=NOON + 2 * DAY)
    line = cart_page(make_cart(pot), now=start).pricing.terms.lines[0]
    assert line.list_price == 15  # not looked up yet, so nothing is claimed

    assert open_sales(start + HOUR) == 1
    assert open_sales(start + HOUR) == 0

    sale.refresh_from_db()
    assert sale.was == 18


def test_a_sale_is_a_price_that_was_charged() -> None:
    """Nobody may strike through 20 three weeks after everybody paid 15."""
    pot = make_variant(price="20.00", now=NOON - 90 * DAY)
    make_sale(pot, "15.00")
    later = NOON + 21 * DAY
    facts = {"variant_id": pot.pk, "price": Decimal(18), "now": later}

    with pytest.raises(WasPriceTooHigh) as refused:
        set_price(compare_at=Decimal(20), **facts)
    assert refused.value.lowest == 15
    again = make_sale(pot, "17.00", starts_at=later, ends_at=later + DAY, now=later)
    assert again.was is None

    set_price(compare_at=Decimal(20), **facts | {"now": NOON + 60 * DAY})


def test_history_is_what_was_charged() -> None:
    log = [
        Priced(price=Decimal(20), compare_at=None, at=NOON),
        Priced(price=Decimal(12), compare_at=None, at=NOON + 2 * DAY),
    ]
    lower = [Reduced(price=Decimal(15), at=NOON + DAY, until=NOON + 3 * DAY)]

    found = charged(log, lower, until=NOON + 9 * DAY)

    days = [((row.at - NOON).days, row.price) for row in found]
    assert days == [(0, 20), (1, 15), (2, 12), (3, 12)]


def test_a_refusal_is_one_that_a_form_can_show() -> None:
    for error in (SaleNotLower(usual=Decimal(1)), SalesOverlap(), SaleHasBegun()):
        assert isinstance(error, DomainError)
        assert error.field
