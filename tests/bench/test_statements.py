"""`manage.py bench reconcile` reads a day that differs, turn by turn, and forgets it."""

import re
from contextlib import nullcontext
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from payments.gateways.registry import GATEWAYS

pytestmark = pytest.mark.django_db


def test_every_row_differs_and_takes_its_turn(monkeypatch) -> None:
    monkeypatch.setattr("shop.bench.statements.throwaway_database", nullcontext)
    monkeypatch.setattr("shop.bench.statements.A_TURN", timedelta(0))
    monkeypatch.setattr("payments.services.statements.AT_ONCE", 5)
    out = StringIO()

    call_command("bench", "reconcile", "--rows=20", stdout=out)

    said = out.getvalue()
    turns = re.search(r"in (\d+) turns", said)
    assert "20 rows" in said
    assert "20 differences" in said
    assert turns
    assert int(turns[1]) > 4
    assert "bench" not in GATEWAYS
