"""Pages fit every screen, in Chinese too, and nothing moves under the finger."""

import pytest

from tests.browser.measure import (
    pictures_without_size,
    shifts_of_a_scroll,
    too_small,
    too_wide,
    watch_shifts,
)
from tests.browser.places import PLACES, arrive, client_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (320, 390, 768, 1280)
MOST_SHIFT = 0.02


CHINESE = [
    "home",
    "category",
    "product",
    "cart",
    "checkout-errors",
    "order-shipped",
    "order-partly",
    "order-address",
]
PAGES = [("", name) for name in PLACES] + [("/zh-hans", name) for name in CHINESE]


@pytest.mark.parametrize(("prefix", "name"), PAGES)
def test_fits_and_can_be_touched(visit, prefix: str, name: str) -> None:
    place = PLACES[name]
    visitor = visit(client=client_of(place))

    arrive(visitor, place, prefix=prefix)

    problems = {"no size": pictures_without_size(visitor.page)}
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 844})
        problems[f"too wide at {width}"] = too_wide(visitor.page)
        problems[f"too small at {width}"] = too_small(visitor.page)
    assert {what: found for what, found in problems.items() if found} == {}


@pytest.mark.parametrize("name", ["home", "category", "product", "search", "cart"])
def test_nothing_moves_over_a_scroll(visit, name: str) -> None:
    place = PLACES[name]
    visitor = visit(client=client_of(place))
    watch_shifts(visitor.page)

    arrive(visitor, place)

    assert shifts_of_a_scroll(visitor.page) <= MOST_SHIFT
