"""What came of a campaign: sold, kept, paid back, and what it cost, by the orders."""

from decimal import Decimal

import pytest

from orders.models import Order
from payments.gateways.base import RefundAnswer
from promotions.hooks import (
    PriceSpan,
    Result,
    result_of,
    result_of_deal,
    result_of_price,
)
from promotions.offers.rule import Kind
from tests.accounts.factories import make_user
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.payments.factories import answer, make_paid_order, pieces_back, whole_refund
from tests.promotions.coupons.factories import BEST, make_coupon, make_freight
from tests.promotions.factories import DAY, make_offer, make_sale
from tests.promotions.flash_sales.factories import flash_order, make_running
from tests.promotions.group_buys.factories import paid

pytestmark = pytest.mark.django_db
PAID_BACK = RefundAnswer.DONE


def money(text: str) -> Decimal:
    return Decimal(text)


def test_of_an_offer_that_takes_off() -> None:
    offer, pot = make_offer(percent=10), make_variant(price="20.00", on_hand=50)
    make_paid_order(pot, quantity=2)
    answer(pieces_back(make_paid_order(pot, quantity=3), 1), PAID_BACK)
    answer(whole_refund(make_paid_order(pot)), PAID_BACK)
    make_order(pot)

    found = result_of(f"offer:{offer.pk}")

    assert found == Result(
        placed=4,
        paid=3,
        pieces=4,
        revenue=money("36") + money("36") + 2 * 12,
        refunded=money("18") + money("18") + 12,
        discounts=money("4") + money("6"),
    )


def test_of_gifts_at_their_price_until_they_come_back() -> None:
    cup = make_variant(on_hand=9, price="9.00")
    offer = make_offer(Kind.GIFT, threshold=20, gift_variant=cup, gift_quantity=2)
    pot = make_variant(price="20.00", on_hand=50)
    make_paid_order(pot)
    make_order(pot)

    found = result_of(f"offer:{offer.pk}")

    assert (found.placed, found.paid, found.pieces) == (2, 1, 1)
    assert (found.revenue, found.discounts, found.gifts) == (32, 0, 18)


@pytest.mark.parametrize("by_coupon", [True, False])
def test_of_delivery_that_was_spared(by_coupon: bool) -> None:
    mei, pot = make_user(), make_variant(price="20.00", on_hand=50)
    if by_coupon:
        source = f"coupon:{make_coupon(mei, make_freight()).template_id}"
    else:
        source = f"offer:{make_offer(Kind.FREIGHT, threshold=20).pk}"

    order = make_paid_order(pot, owner=mei, wish=BEST)

    assert (order.shipping_amount, order.freight_spared) == (0, 12)
    assert result_of(source) == Result(
        placed=1, paid=1, pieces=1, revenue=order.captured, delivery=money("12")
    )


def test_of_a_flash_price_by_its_own_lines() -> None:
    item = make_running(make_variant(price="20.00", on_hand=50), most_each=9)
    order = paid(flash_order(item, quantity=3))
    flash_order(item)
    answer(pieces_back(order, 1), PAID_BACK)
    item.variant.price = 30  # what was sold was sold below the price of its day
    item.variant.save()

    found = result_of_deal("flash", [item.pk])

    assert found == Result(
        placed=2,
        paid=1,
        pieces=2,
        revenue=money("10"),
        refunded=money("5"),
        discounts=money("30"),
    )
    assert result_of_deal("group", [item.pk]) == Result()


def test_of_a_sale_price_while_it_held() -> None:
    pot, cup = make_variant(price="20.00"), make_variant(price="15.00")
    sale = make_sale(pot, "15.00")
    make_paid_order(pot, cup)
    make_order(pot, now=NOON + DAY / 2)
    Order.objects.filter(pk=make_paid_order(pot).pk).update(placed_at=NOON + DAY)
    span = PriceSpan(
        variant_id=pot.pk, price=sale.price, starts_at=NOON, ends_at=NOON + DAY
    )

    assert result_of_price(span) == Result(
        placed=2, paid=1, pieces=1, revenue=money("15"), discounts=money("5")
    )


def test_asks_as_little_for_many_orders(django_assert_num_queries) -> None:
    offer, pot = make_offer(), make_variant(on_hand=50)
    for _number in range(3):
        make_paid_order(pot)

    with django_assert_num_queries(4):
        result_of(f"offer:{offer.pk}")
    with django_assert_num_queries(4):
        result_of_deal("flash", [1, 2, 3])
