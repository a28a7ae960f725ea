"""In these tests the bank reaches us without a network, unless a test says otherwise
or takes the real one (`world`, `shop`).
"""

import pytest

from tests.faults.kill_fixtures import shop  # noqa: F401
from tests.faults.live_bank import world  # noqa: F401
from tests.faults.real_shop import filled_shop, real_shop  # noqa: F401
from tests.faults.world import BANK, deliver


@pytest.fixture(autouse=True)
def _road_to_us(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not {"world", "shop"} & set(request.fixturenames):
        monkeypatch.setattr(BANK, deliver)
