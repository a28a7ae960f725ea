"""A filled shop on a real port, and somebody who visits it with Chromium.

The shop is filled once for all files of this folder, so a test looks only at what it
did itself.  Static files come unpacked and unhashed from the test server; see
`test_bytes.py` for what is measured on them.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import Client, TransactionTestCase, override_settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from catalog.models import Product
from catalog.stock import adjust_stock
from shop.kernel import jobs
from shop.kernel.clock import now
from shop.management.commands.demo import fill
from tests.browser.visitor import Visitor
from tests.conftest import CHROMIUM
from tests.emptying import empty_tables

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PATIENCE = 20_000  # milliseconds: other tests run beside this one
expect.set_options(timeout=PATIENCE)
GONE = "dune-pouf"  # sold out for these tests


@pytest.fixture(scope="package")
def shop(django_db_setup: None, django_db_blocker) -> Iterator[str]:
    """The shop's address.  Bank and shop call each other over HTTP."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        # Playwright waits in a loop of its own, which Django takes for async code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        patch.setattr(jobs, "_send", lambda task, args: None)
        # Filling takes seconds: what is in the shop stays there from test to test.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: None)
        fill()
        _sell_out(GONE)
        server = LiveServerThread("127.0.0.1", _statics_before)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        url = f"http://127.0.0.1:{server.port}"
        try:
            with override_settings(SITE_URL=url, PAYMENT_NOTIFY_BASE_URL=url):
                yield url
        finally:
            server.terminate()
            empty_tables()


def _statics_before(media: Any) -> StaticFilesHandler:
    """Django's thread would serve pictures as they lie; the shop sizes them."""
    return StaticFilesHandler(media.application)


def _sell_out(slug: str) -> None:
    for variant in Product.objects.get(slug=slug).variants.all():
        adjust_stock(
            variant_id=variant.pk, delta=-variant.on_hand, reason="Test", now=now()
        )


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield browser
    browser.close()


@pytest.fixture
def visit(
    shop: str,
    browser: Browser,
    request: pytest.FixtureRequest,
) -> Iterator[Callable[..., Visitor]]:
    """Opens a browser: a new guest's, or that of somebody who has a `client` already.

    What the pages complained of, in the console or over the network, fails the test.
    Pictures of what they saw are kept in SHOP_SHOTS, where that names a folder.
    """
    visitors: list[Visitor] = []
    root = os.environ.get("SHOP_SHOTS")
    shots = Path(root) / request.node.name if root else None

    def opened(
        *, client: Client | None = None, scripts: bool = True, **screen
    ) -> Visitor:
        context = browser.new_context(
            base_url=shop,
            java_script_enabled=scripts,
            reduced_motion="reduce",
            locale="en-GB",
            **(screen or PHONE),
        )
        context.set_default_timeout(PATIENCE)
        for name, cookie in (client.cookies if client else {}).items():
            context.add_cookies([{"name": name, "value": cookie.value, "url": shop}])
        visitors.append(Visitor(context.new_page(), shots=shots))
        return visitors[-1]

    yield opened
    complaints = [line for visitor in visitors for line in visitor.complaints]
    for visitor in visitors:
        visitor.page.context.close()
    assert complaints == []
