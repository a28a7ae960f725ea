"""What a test with addresses of its own leaves behind is forgotten."""

from collections.abc import Iterator

import pytest
from django.template import engines


@pytest.fixture(autouse=True)
def _forget_other_addresses(request: pytest.FixtureRequest) -> Iterator[None]:
    """Standing parts of pages are kept with their template, and name addresses."""
    yield
    if request.node.get_closest_marker("urls"):
        for loader in engines["django"].engine.template_loaders:
            loader.reset()
