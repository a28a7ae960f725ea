"""A shop that takes WeChat Pay, and a small WeChat Pay that it talks to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateways.wechat.fake import FakeWeChat
from tests.gateways.wechat.opening import opened
from tests.walks import at_noon  # noqa: F401


@pytest.fixture
def wechat(settings, tmp_path: Path, at_noon: None) -> Iterator[FakeWeChat]:  # noqa: F811
    """In public-key mode, at noon."""
    settings.PAYMENT_NOTIFY_BASE_URL = "https://shop.example"
    with opened(settings, tmp_path) as fake:
        yield fake
