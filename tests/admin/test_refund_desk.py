"""Staff give pieces, a sum or everything back, and see what it comes to first."""

from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from orders.models import Order
from orders.states import OrderStatus
from payments.models import Refund, RefundProposal
from tests.admin.factories import client_of, confirmed, make_clerk, make_owner, told
from tests.catalog.factories import make_variant
from tests.orders.factories import ship
from tests.payments.factories import (
    fail,
    make_paid_order,
    pieces_back,
    ship_some,
    sum_back,
)

pytestmark = pytest.mark.django_db
S = OrderStatus


def url_of(order: Order, action: str = "refund") -> str:
    return reverse(f"admin:orders_order_{action}", args=[order.pk])


def pieces(order: Order, *numbers: int, **said) -> dict[str, object]:
    """The form, filled with so many pieces of the first line, of the second…"""
    lines = order.lines.order_by("pk").values_list("pk", flat=True)
    given = zip(lines, numbers, strict=False)
    return {f"pieces_{pk}": number for pk, number in given} | {
        "reason": "Broken",
        **said,
    }


# --- the preview ----------------------------------------------------------------------


def test_shows_what_it_comes_to_and_does_nothing_yet() -> None:
    order = make_paid_order(make_variant(), make_variant(price="9.99"), quantity=2)

    response = client_of(make_owner()).post(url_of(order), pieces(order, 1, 2))

    shown = response.context["preview"]
    assert (shown.total, shown.goods, shown.shipping) == (
        Decimal("39.98"),
        Decimal("39.98"),
        0,
    )
    assert (shown.freed, shown.ends_as, shown.is_alone) == (3, "", True)
    assert "¥39.98" in response.content.decode()
    assert not Refund.objects.exists()


@pytest.mark.parametrize(
    ("is_sent", "ends_as", "total"),
    [(False, "cancelled", "52.00"), (True, "refunded", "52.00")],
)
def test_says_how_the_order_ends(is_sent: bool, ends_as: str, total: str) -> None:
    order = make_paid_order(make_variant(), quantity=2)
    if is_sent:
        ship(order)
    said = {"everything": "on", "reason": "Broken"}

    response = client_of(make_owner()).post(url_of(order), said)

    shown = response.context["preview"]
    assert (shown.ends_as, shown.total) == (ends_as, Decimal(total))
    assert f"“{ends_as}”" in response.content.decode()


def test_says_that_nothing_is_left_to_send() -> None:
    order = ship_some(make_paid_order(make_variant(), quantity=3), 1)

    response = client_of(make_owner()).post(url_of(order), pieces(order, 2))

    assert response.context["preview"].is_sent_then
    assert "counts as shipped" in response.content.decode()


def test_what_changed_meanwhile_is_shown_again() -> None:
    order, owner = ship(make_paid_order(make_variant(), quantity=3)), make_owner()
    client, said = client_of(owner), {"everything": "on", "reason": "Broken"}
    seen = client.post(url_of(order), said).context["seen"]
    sum_back(order, "10.00")

    response = client.post(url_of(order), said | {"seen_preview": seen})

    assert response.context["preview"].total == Decimal("62.00")
    assert Refund.objects.count() == 1


def test_another_number_than_was_shown_is_shown_again() -> None:
    order = ship(make_paid_order(make_variant(), quantity=3))
    client = client_of(make_owner())
    seen = client.post(url_of(order), pieces(order, 1)).context["seen"]

    response = client.post(url_of(order), pieces(order, 2, seen_preview=seen))

    assert response.context["preview"].total == Decimal("40.00")
    assert not Refund.objects.exists()


# --- doing it -----------------------------------------------------------------------------


def test_gives_pieces_back_and_says_so() -> None:
    clerk = make_clerk()
    order = make_paid_order(make_variant(on_hand=9), quantity=3)

    response = confirmed(client_of(clerk), url_of(order), pieces(order, 2))

    refund = Refund.objects.get()
    assert (refund.amount, refund.reason, refund.actor) == (40, "Broken", clerk)
    assert refund.parts()[order.lines.get().pk].quantity == 2
    assert "¥40.00 goes back" in told(response)
    assert "¥40.00" in LogEntry.objects.get().change_message
    assert "2 × Teapot" in response.content.decode()


def test_gives_a_sum_back() -> None:
    order = make_paid_order(make_variant(), quantity=3)
    said = {"amount": "12.34", "reason": "Late"}

    confirmed(client_of(make_owner()), url_of(order), said)

    refund = Refund.objects.get()
    assert refund.amount == Decimal("12.34")
    assert refund.parts()[order.lines.get().pk].quantity == 0


def test_adds_the_delivery_of_the_lines() -> None:
    order = ship(make_paid_order(make_variant(), quantity=3))

    said = pieces(order, 1, with_shipping="on")
    confirmed(client_of(make_owner()), url_of(order), said)

    assert Refund.objects.get().amount == Decimal("32.00")


def test_gives_everything_back() -> None:
    order = ship(make_paid_order(make_variant(), quantity=3))
    said = {"everything": "on", "reason": "Broken"}

    confirmed(client_of(make_owner()), url_of(order), said)

    order.refresh_from_db()
    assert (order.status, order.refunded) == (S.REFUNDED, order.total)


# --- above the limit -----------------------------------------------------------------------


def dear_order() -> Order:
    return make_paid_order(make_variant(price="3000.00"), quantity=2)


def test_above_the_limit_it_is_proposed_and_said_before() -> None:
    order, client = dear_order(), client_of(make_clerk())

    shown = client.post(url_of(order), pieces(order, 1))
    text = shown.content.decode()
    response = confirmed(client, url_of(order), pieces(order, 1))

    assert "more than you may give back alone (¥2,000.00" in text
    assert "Propose refund" in text
    assert RefundProposal.objects.get().amount == Decimal("3000.00")
    assert "colleague has to agree" in told(response)
    assert not Refund.objects.exists()
    page = client.get(url_of(order, "change")).content.decode()
    assert "Proposed refund" in page


def test_a_second_proposal_is_refused_in_words() -> None:
    order, client = dear_order(), client_of(make_clerk())
    confirmed(client, url_of(order), pieces(order, 1))

    response = confirmed(client, url_of(order), pieces(order, 1))

    assert "waits for approval already" in told(response)
    assert RefundProposal.objects.count() == 1


def test_cancelling_above_the_limit_proposes_the_whole_order() -> None:
    order, client = dear_order(), client_of(make_clerk())

    page = client.get(url_of(order, "cancel")).content.decode()
    response = client.post(url_of(order, "cancel"), {"reason": "sold out"}, follow=True)

    proposal = RefundProposal.objects.get()
    order.refresh_from_db()
    assert "more than you may give back alone" in page
    assert "Propose refund" in page
    assert (proposal.amount, proposal.reason) == (order.total, "sold out")
    assert order.status == S.AWAITING_SHIPMENT
    assert "proposed" in told(response)


def test_cancelling_within_the_limit_is_done_at_once() -> None:
    order, client = make_paid_order(make_variant()), client_of(make_clerk())

    page = client.get(url_of(order, "cancel")).content.decode()
    client.post(url_of(order, "cancel"), {"reason": "sold out"})

    order.refresh_from_db()
    assert "Propose refund" not in page
    assert (order.status, order.refunded) == (S.CANCELLED, order.total)


def test_cancelling_counts_no_money_that_waits_for_a_decision() -> None:
    """A refund that failed is owed already: cancelling does not send it again."""
    order = make_paid_order(make_variant(price="1500.00"), make_variant(price="700.00"))
    fail(pieces_back(order, 1))
    client = client_of(make_clerk())

    page = client.get(url_of(order, "cancel")).content.decode()
    client.post(url_of(order, "cancel"), {"reason": "sold out"})

    order.refresh_from_db()
    assert "¥712.00 goes back to the buyer" in page
    assert "Propose refund" not in page
    assert (order.status, order.refunded) == (S.CANCELLED, Decimal(712))


# --- on the order's page --------------------------------------------------------------------


def test_the_order_shows_its_money_in_a_fixed_number_of_questions(
    django_assert_max_num_queries,
) -> None:
    order = ship(make_paid_order(make_variant(), make_variant(), quantity=3))
    client = client_of(make_owner())
    fail(pieces_back(order, 1, 1))
    for _ in range(3):
        sum_back(order, "1.00")

    with django_assert_max_num_queries(45):
        page = client.get(url_of(order, "change")).content.decode()

    assert "Refund failed" in page
    assert page.count("−¥") >= 3
