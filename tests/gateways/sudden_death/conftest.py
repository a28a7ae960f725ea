"""Each gateway's fake with its money, and a shop of real processes that sells by it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from tests.faults.kill_shop import Shop, looking_at
from tests.gateways.alipay.conftest import alipay, keys  # noqa: F401
from tests.gateways.stripe.conftest import stripe  # noqa: F401
from tests.gateways.sudden_death.banks import Alipay, Bank, Stripe, WeChat
from tests.gateways.wechat.opening import opened

PREFIXES = {"alipay": "ALIPAY_", "wechat": "WECHAT", "stripe": "STRIPE_"}


@pytest.fixture
def bank(request: pytest.FixtureRequest, settings, tmp_path: Path) -> Iterator[Bank]:
    """The one that a test is parametrized with."""
    if request.param == "alipay":
        yield Alipay(request.getfixturevalue("alipay"))
    elif request.param == "stripe":
        yield Stripe(request.getfixturevalue("stripe"))
    else:
        with opened(settings, tmp_path) as fake:
            yield WeChat(fake)


@pytest.fixture
def shop(
    new_database: Callable[[], str],
    django_db_blocker,
    settings,
    tmp_path: Path,
    bank: Bank,
) -> Iterator[Shop]:
    names = [n for n in dir(django_settings) if n.startswith(PREFIXES[bank.code])]
    told = {name: str(getattr(settings, name)) for name in names}
    with django_db_blocker.unblock(), looking_at(new_database()):
        shop = Shop(tmp_path, told=told)
        settings.SITE_URL = settings.PAYMENT_NOTIFY_BASE_URL = shop.url
        yield shop
        shop.close()
