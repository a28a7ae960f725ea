"""Stock is set aside, given back, shipped and adjusted; the ledger sums to it."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from catalog.errors import OutOfStock, StockTooLow
from catalog.models import StockMove, Variant
from catalog.services import receive_stock
from catalog.stock import adjust_stock, release_stock, reserve_stock, ship_stock
from tests.catalog.factories import make_variant
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def counters(variant: Variant) -> tuple[int, int]:
    """What is on hand and reserved, from the row; the ledger has to agree."""
    variant.refresh_from_db()
    sums = variant.moves.aggregate(a=Sum("on_hand_delta"), b=Sum("reserved_delta"))
    assert (sums["a"] or 0, sums["b"] or 0) == (variant.on_hand, variant.reserved)
    return variant.on_hand, variant.reserved


def test_reserving_sets_aside() -> None:
    cup, pot = make_variant(on_hand=5), make_variant(on_hand=2)

    reserve_stock({pot.pk: 2, cup.pk: 1}, reference="A1", now=NOON)

    assert counters(cup) == (5, 1)
    assert counters(pot) == (2, 2)


def test_the_ledger_says_what_for_and_when() -> None:
    cup = make_variant(on_hand=5)

    reserve_stock({cup.pk: 3}, reference="A1", now=NOON)

    move = cup.moves.get(kind=StockMove.Kind.RESERVE)
    assert (move.reserved_delta, move.on_hand_delta) == (3, 0)
    assert (move.reference, move.at) == ("A1", NOON)


def test_all_of_an_order_or_nothing() -> None:
    cup, pot = make_variant(on_hand=5), make_variant(on_hand=1)

    with pytest.raises(OutOfStock) as refusal, transaction.atomic():
        reserve_stock({cup.pk: 1, pot.pk: 2}, reference="A1", now=NOON)

    facts = refusal.value
    assert (facts.variant_id, facts.wanted, facts.left) == (pot.pk, 2, 1)
    assert counters(cup) == (5, 0)
    assert counters(pot) == (1, 0)


def test_what_is_reserved_is_not_sold_again() -> None:
    cup = make_variant(on_hand=1)
    reserve_stock({cup.pk: 1}, reference="A1", now=NOON)

    with pytest.raises(OutOfStock) as refusal, transaction.atomic():
        reserve_stock({cup.pk: 1}, reference="A2", now=NOON)

    assert refusal.value.left == 0
    assert counters(cup) == (1, 1)


def test_a_withdrawn_article_is_not_reserved() -> None:
    cup = make_variant(on_hand=5)
    Variant.objects.update(is_active=False)

    with pytest.raises(OutOfStock), transaction.atomic():
        reserve_stock({cup.pk: 1}, reference="A1", now=NOON)

    assert counters(cup) == (5, 0)


def test_an_article_that_never_was_is_sold_out() -> None:
    with pytest.raises(OutOfStock) as refusal:
        reserve_stock({404: 1}, reference="A1", now=NOON)

    assert refusal.value.left == 0


def test_releasing_gives_back() -> None:
    cup = make_variant(on_hand=5)
    reserve_stock({cup.pk: 3}, reference="A1", now=NOON)

    release_stock({cup.pk: 3}, reference="A1", now=NOON)

    assert counters(cup) == (5, 0)


def test_releasing_what_is_not_reserved_is_refused() -> None:
    cup = make_variant(on_hand=5)

    with pytest.raises(IntegrityError):
        release_stock({cup.pk: 1}, reference="A1", now=NOON)


def test_shipping_takes_from_both() -> None:
    cup = make_variant(on_hand=5)
    reserve_stock({cup.pk: 3}, reference="A1", now=NOON)

    ship_stock({cup.pk: 3}, reference="A1", now=NOON)

    assert counters(cup) == (2, 0)


def test_shipping_what_is_not_reserved_is_refused() -> None:
    cup = make_variant(on_hand=5)

    with pytest.raises(IntegrityError):
        ship_stock({cup.pk: 1}, reference="A1", now=NOON)


def test_goods_come_in() -> None:
    cup = make_variant(on_hand=0)

    receive_stock(variant_id=cup.pk, quantity=7, now=NOON)

    assert counters(cup) == (7, 0)
    assert cup.moves.get().kind == StockMove.Kind.RECEIVE


def test_what_comes_in_is_never_negative() -> None:
    cup = make_variant(on_hand=3)

    with pytest.raises(ValueError, match="never negative"):
        receive_stock(variant_id=cup.pk, quantity=-1, now=NOON)

    assert counters(cup) == (3, 0)


def test_adjusting_names_its_reason() -> None:
    cup = make_variant(on_hand=5)

    adjust_stock(variant_id=cup.pk, delta=-2, reason="broken", now=NOON)

    assert counters(cup) == (3, 0)
    assert cup.moves.get(kind=StockMove.Kind.ADJUST).reason == "broken"


def test_adjusting_by_nothing_writes_nothing() -> None:
    cup = make_variant(on_hand=5)

    adjust_stock(variant_id=cup.pk, delta=0, reason="counted", now=NOON)

    assert not cup.moves.filter(kind=StockMove.Kind.ADJUST).exists()


def test_adjusting_leaves_what_is_promised() -> None:
    cup = make_variant(on_hand=5)
    reserve_stock({cup.pk: 4}, reference="A1", now=NOON)

    with pytest.raises(StockTooLow) as refusal:
        adjust_stock(variant_id=cup.pk, delta=-2, reason="broken", now=NOON)

    assert (refusal.value.on_hand, refusal.value.reserved) == (5, 4)
    assert counters(cup) == (5, 4)


def test_the_database_itself_refuses_to_oversell() -> None:
    cup = make_variant(on_hand=1)

    with pytest.raises(IntegrityError):
        Variant.objects.filter(pk=cup.pk).update(reserved=2)
