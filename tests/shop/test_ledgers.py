"""A ledger is written once: the database itself refuses to change or delete a row."""

import pytest
from django.db import IntegrityError, transaction

from catalog.models import StockMove
from catalog.stock import adjust_stock
from shop.kernel.append_only import (
    drop_triggers,
    install_triggers,
    ledgers,
    missing_triggers,
)
from tests.catalog.factories import make_variant
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def move() -> StockMove:
    adjust_stock(variant_id=make_variant().pk, delta=3, reason="found", now=NOON)
    return StockMove.objects.latest("pk")


def test_a_row_is_not_changed(move: StockMove) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        StockMove.objects.filter(pk=move.pk).update(on_hand_delta=4)

    move.refresh_from_db()
    assert move.on_hand_delta == 3


def test_a_row_is_not_deleted(move: StockMove) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        StockMove.objects.filter(pk=move.pk).delete()

    assert StockMove.objects.filter(pk=move.pk).exists()


def test_every_ledger_has_both_triggers() -> None:
    assert len(list(ledgers())) >= 3
    assert missing_triggers() == []


def test_a_missing_trigger_is_named() -> None:
    drop_triggers()
    missing = missing_triggers()
    install_triggers()

    assert "catalog_stockmove_no_update" in missing
    assert "catalog_stockmove_no_delete" in missing
    assert missing_triggers() == []


@pytest.mark.django_db(transaction=True)
def test_installing_twice_changes_nothing(move: StockMove) -> None:
    install_triggers()
    install_triggers()

    with pytest.raises(IntegrityError, match="append-only"):
        move.delete()
