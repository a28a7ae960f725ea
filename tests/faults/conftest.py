"""In these tests the bank reaches us, unless a test says otherwise."""

import pytest

from tests.faults.world import BANK, deliver


@pytest.fixture(autouse=True)
def _road_to_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BANK, deliver)
