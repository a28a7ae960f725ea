"""A thousand buyers for a hundred pieces: none too many, none left over, nobody more
than one; and the last pieces while an order times out and the session closes."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable

import pytest
from django.db import transaction
from django.db.models import F, Sum

from catalog.models import Variant
from catalog.stock import release_stock
from orders.services import expire_order, place_order
from promotions import allotments
from promotions.flash_sales import claiming, running
from promotions.flash_sales.claiming import (
    Wish,
    claim_pieces,
    hold_pieces,
    return_pieces,
)
from promotions.flash_sales.errors import FlashSoldOut
from promotions.flash_sales.running import close_session
from promotions.models import FlashClaim, FlashItem
from shop.kernel.retry import retried
from tests.catalog.factories import make_variant
from tests.concurrency.crowd import at_once, errors
from tests.concurrency.processes import SOME_ROUNDS, kinds, race
from tests.conftest import NOON
from tests.laws import broken_laws
from tests.orders.factories import make_checkout
from tests.promotions.flash_sales.factories import (
    AN_HOUR,
    flash_cart,
    flash_order,
    make_running,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PIECES, BUYERS, CROWDS = 100, 1000, 4


def claim(item: FlashItem, shopper: int, *, by: str) -> str:
    """The number of the order that got a piece, or ""."""
    number = f"{by}-{shopper}"
    wish = Wish(item_id=item.pk, variant_id=item.variant_id, quantity=1)
    try:
        retried(
            lambda: claim_pieces(
                order_number=number, shopper=f"u{shopper}", wishes=[wish], now=NOON
            )
        )
    except (FlashSoldOut, claiming.FlashLimit):
        return ""
    return number


def time_out(item: FlashItem, number: str) -> None:
    """As the end of an order does it."""
    freed = {item.variant_id: 1}
    with transaction.atomic():
        hold_pieces(order_number=number)
        release_stock(freed, reference=number, now=NOON)
        return_pieces(order_number=number, freed=freed, now=NOON)


def rush(item: FlashItem, *, buyers: int) -> list[list[str]]:
    """Every shopper comes twice, through two crowds; every third who gets a piece
    does not pay."""

    def crowd(name: str, first: int) -> Callable[[int], None]:
        def work(_round: int) -> None:
            got = 0
            for shopper in range(first, first + buyers // 2, 2):
                number = claim(item, shopper, by=name)
                got += bool(number)
                if number and got % 3 == 0:
                    time_out(item, number)

        return work

    crowds = [crowd(f"c{number}", number % 2) for number in range(CROWDS)]
    return race(*crowds, rounds=1)


def live(item: FlashItem) -> int:
    claims = FlashClaim.objects.filter(item=item)
    return claims.aggregate(sum=Sum(F("quantity") - F("returned")))["sum"]


def end_all(item: FlashItem) -> None:
    held = FlashClaim.objects.filter(item=item, returned=0)
    for number in held.values_list("order_number", flat=True):
        time_out(item, number)


@pytest.mark.breaks_laws  # pieces are claimed here for orders that nobody wrote
def test_a_thousand_buyers_for_a_hundred_pieces() -> None:
    pot = make_variant(on_hand=PIECES + 5, price="20.00")
    item = make_running(pot, allotment=PIECES, most_each=1)

    assert kinds(rush(item, buyers=BUYERS)) == set()
    late = [claim(item, BUYERS + number, by="late") for number in range(PIECES)]

    item.refresh_from_db()
    assert (live(item), item.unclaimed) == (PIECES, 0)
    assert not all(late)
    held = FlashClaim.objects.filter(item=item, returned=0)
    assert max(Counter(held.values_list("shopper", flat=True)).values()) == 1
    end_all(item)
    item.refresh_from_db()
    assert (item.unclaimed, Variant.objects.get().reserved) == (PIECES, PIECES)


def read_check_save(item_id: int, _variant: int, quantity: int, _now: object) -> bool:
    """Takes pieces as beginners do."""
    there = FlashItem.objects.get(pk=item_id)
    if there.unclaimed < quantity:
        return False
    time.sleep(0.002)
    FlashItem.objects.filter(pk=item_id).update(unclaimed=there.unclaimed - quantity)
    return True


@pytest.mark.breaks_laws
def test_without_the_conditional_update_too_many_are_sold(monkeypatch) -> None:
    monkeypatch.setattr(claiming, "_take", read_check_save)
    item = make_running(make_variant(on_hand=40), allotment=10, most_each=1)

    rush(item, buyers=80)

    assert live(item) > 10


def test_the_last_pieces_while_one_comes_back_and_the_session_closes() -> None:
    items = [
        make_running(make_variant(on_hand=9, price="20.00"), allotment=2, most_each=1)
        for _ in range(SOME_ROUNDS)
    ]
    orders = [flash_order(item) for item in items]
    wishes = [[make_checkout(flash_cart(item)) for item in items] for _ in range(2)]

    def buy(buyer: int) -> Callable[[int], None]:
        def work(number: int) -> None:
            retried(lambda: place_order(checkout=wishes[buyer][number], now=NOON))

        return work

    def expire(number: int) -> None:
        order = orders[number]
        retried(lambda: expire_order(order_id=order.pk, now=order.pay_by))

    def close(number: int) -> None:
        session_id = items[number].session_id
        retried(lambda: close_session(session_id=session_id, now=NOON + AN_HOUR))

    told = race(buy(0), buy(1), expire, close, rounds=SOME_ROUNDS)

    assert kinds(told) <= {"FlashSoldOut", "FlashOver", "DealOver", "PriceChanged"}
    assert not broken_laws()
    for item in items:
        item.refresh_from_db()
        assert item.unclaimed == 0
        assert Variant.objects.get(pk=item.variant_id).reserved == live(item)


def come_back_as_it_closes(monkeypatch) -> list[str]:
    """A piece is on its way back when the session is closed; what went wrong."""
    item = make_running(make_variant(on_hand=9), allotment=2, most_each=1)
    number, freed = claim(item, 1, by="b"), {item.variant_id: 1}
    is_on_its_way, has_its_items = threading.Event(), threading.Event()

    def hold_variants(ids: Iterable[int]) -> dict[int, Variant]:
        has_its_items.set()
        return allotments.hold_variants(ids)

    def closes() -> None:
        is_on_its_way.wait()
        close_session(session_id=item.session_id, now=NOON + AN_HOUR)

    def comes_back() -> None:
        with transaction.atomic():
            claiming.hold_pieces(order_number=number)
            release_stock(freed, reference=number, now=NOON)
            is_on_its_way.set()
            has_its_items.wait(0.2)  # in vain, where it has to wait for us
            return_pieces(order_number=number, freed=freed, now=NOON)

    monkeypatch.setattr(running, "hold_variants", hold_variants)
    told = errors(at_once(closes, comes_back))
    item.refresh_from_db()
    reserved = Variant.objects.get(pk=item.variant_id).reserved
    return told or ["kept"] * (item.unclaimed + reserved)


@pytest.mark.breaks_laws
def test_a_piece_comes_back_while_the_session_closes(monkeypatch) -> None:
    assert come_back_as_it_closes(monkeypatch) == []


@pytest.mark.breaks_laws
def test_without_its_hold_they_deadlock(monkeypatch) -> None:
    monkeypatch.setattr(claiming, "hold_pieces", lambda **_: None)

    assert come_back_as_it_closes(monkeypatch) == ["OperationalError"]
