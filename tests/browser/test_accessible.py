"""axe finds nothing on any page, in light and in dark (WCAG 2.2 AA and its advice)."""

import pytest

from tests.browser.places import PLACES, arrive, client_of
from tests.browser.visitor import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("name", PLACES)
def test_in_both_modes(visit, name: str) -> None:
    place = PLACES[name]
    visitor = visit(client=client_of(place))

    arrive(visitor, place)
    light = violations(visitor.page)
    visitor.page.emulate_media(color_scheme="dark")
    dark = violations(visitor.page, ["color-contrast"])  # nothing else can differ

    assert {"light": light, "dark": dark} == {"light": [], "dark": []}
