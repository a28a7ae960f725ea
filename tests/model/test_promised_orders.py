"""Whatever is done to orders with coupons, with points and in teams, in whatever order:
what they hold agrees with a few plain values, and every law holds
(order × coupon × team × refund)."""

from typing import Any

import pytest

from tests.model.campaigns import Campaigns
from tests.model.living import EXAMPLES, live

pytestmark = [pytest.mark.django_db]
STEPS = 100  # for as many orders as it takes that something meets


def test_the_shop_and_the_model_agree() -> None:
    live(Campaigns, EXAMPLES // 3, steps=STEPS)


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        ("promotions.coupons.promise.give_coupon_back", lambda **_: None),
        ("promotions.group_buys.teams._hand_over", lambda *_: None),
        ("promotions.points.services.points_for", lambda amount, _: int(amount) + 1),
    ],
)
def test_the_model_sees_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, place: str, fault: Any
) -> None:
    monkeypatch.setattr(place, fault)

    with pytest.raises(BaseException, match="Failing test case"):
        live(Campaigns, 50, steps=STEPS, derandomize=True)
