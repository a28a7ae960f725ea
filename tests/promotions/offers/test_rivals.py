"""The merchant is warned of offers that may be on the same goods and do not combine."""

from typing import Any

import pytest

from promotions.models import Offer
from promotions.offers.rule import Kind
from promotions.offers.selectors import are_rivals

TOGETHER = {"combines": True}
CUPS, POTS = ({"scope": {"products": [number]}} for number in (1, 2))


def offer(number: int, columns: dict[str, Any]) -> Offer:
    return Offer(pk=number, **{"kind": Kind.PERCENT, "percent": 10} | columns)


@pytest.mark.parametrize(
    ("one", "other", "is_so"),
    [
        ({}, {}, True),
        ({}, {"kind": Kind.FREIGHT}, False),
        (TOGETHER, {}, True),
        (TOGETHER, TOGETHER, False),
        (CUPS, {}, True),
        (CUPS, POTS, False),
        (CUPS, {"scope": {"categories": [3]}}, True),
    ],
)
def test_are_rivals(one: dict[str, Any], other: dict[str, Any], *, is_so: bool) -> None:
    pair = offer(1, one), offer(2, other)

    assert are_rivals(*pair) is are_rivals(*pair[::-1]) is is_so
    assert not are_rivals(pair[0], pair[0])
