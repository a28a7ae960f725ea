"""A countdown says days as days, and seconds rounded up so that it never ends early."""

from datetime import timedelta

import pytest

from shop.kernel.countdown import time_left
from tests.conftest import NOON


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(days=13, hours=23, minutes=58, seconds=58.2), "13 days 23:58:59"),
        (timedelta(days=1), "1 day 00:00:00"),
        (timedelta(hours=23, seconds=5), "23:00:05"),
        (timedelta(minutes=59, seconds=59), "59:59"),
        (timedelta(seconds=-3), "00:00"),
    ],
)
def test_is_written(left: timedelta, text: str) -> None:
    assert time_left(NOON + left, NOON) == text
