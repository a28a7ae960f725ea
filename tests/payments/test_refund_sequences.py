"""Several refunds in a row are the payment, to the cent, through the services."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from orders.errors import NotThatMany
from orders.models import Order
from orders.states import OrderStatus
from payments.errors import NothingToRefund
from payments.models import Refund
from tests.catalog.factories import make_variant
from tests.laws import broken_laws
from tests.orders.factories import ship
from tests.payments.factories import (
    make_reduced_order,
    pieces_back,
    ship_some,
    whole_refund,
)

pytestmark = pytest.mark.django_db
S = OrderStatus


@settings(
    max_examples=10,  # on either database others
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=5),
    st.integers(1, 7_000),
    st.sampled_from(["unsent", "partly", "sent"]),
)
def test_several_refunds_in_a_row_are_the_payment_to_the_cent(
    steps: list[tuple[int, int]], off: int, sent: str
) -> None:
    cup, pot = make_variant(price="9.99"), make_variant(price="13.37")
    order = make_reduced_order(cup, pot, off=str(Decimal(off) / 100), quantity=3)
    if sent != "unsent":
        ship(order) if sent == "sent" else ship_some(order, 2, 1)

    for pieces in steps:
        with suppress(NotThatMany, NothingToRefund):
            pieces_back(order, *pieces)
    if Order.objects.get(pk=order.pk).refunded < order.total:
        whole_refund(order)

    refunds = Refund.objects.filter(attempt__order=order)
    order.refresh_from_db()
    assert sum(refund.amount for refund in refunds) == order.refunded == order.total
    assert order.status == (S.CANCELLED if sent == "unsent" else S.REFUNDED)
    assert broken_laws() == {}
