"""In a real browser: nothing for axe to find, nothing to scroll sideways, no complaint."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from tests.conftest import CHROMIUM

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def open_page(live_server) -> Iterator:
    """A page of some width and colour mode; what it complained of in `complaints`."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)

        def opened(path: str, width: int = 390, mode: str = "light", **more) -> Page:
            screen = {"width": width, "height": 2000}
            still = {"reduced_motion": "reduce", "color_scheme": mode}
            context = browser.new_context(viewport=screen, **still, **more)
            page = context.new_page()
            page.complaints = []
            page.on("console", lambda line: _note(page, line.type, line.text))
            page.on("pageerror", lambda error: page.complaints.append(str(error)))
            page.goto(f"{live_server.url}{path}")
            return page

        yield opened
        browser.close()


def _note(page: Page, kind: str, text: str) -> None:
    if kind in ("error", "warning") and "404" not in text:
        page.complaints.append(text)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["/components/", "/nowhere/"])
def test_axe_finds_nothing(open_page, path: str, width: int, mode: str) -> None:
    page = open_page(path, width, mode)

    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]

    assert [(v["id"], v["nodes"][0]["target"]) for v in found] == []
    assert page.complaints == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("path", ["/components/", "/zh-hans/components/", "/nowhere/"])
def test_nothing_scrolls_sideways(open_page, path: str, width: int) -> None:
    page = open_page(path, width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_choice_shows_its_price_stock_and_picture(open_page) -> None:
    page = open_page("/components/", 1280)

    page.get_by_text("Clay", exact=True).first.click()

    assert page.locator("[data-sku-stock]").inner_text() == "Only 3 left"
    assert page.locator("[data-sku-price] .price").inner_text() == "¥69.00"
    assert "sku=MUG-211" in page.url


def test_an_impossible_or_sold_out_choice_is_marked(open_page) -> None:
    page = open_page("/components/", 1280)

    page.get_by_text("Ink", exact=True).first.click()

    assert page.locator(".chip--impossible").inner_text().strip() == "S"
    assert page.locator(".chip--sold-out").inner_text().strip() == "L"


def test_a_sheet_opens_and_gives_the_focus_back(open_page) -> None:
    page = open_page("/components/")
    opener = page.get_by_role("group", name="Buy").get_by_role("button", name="Buy now")

    opener.click()
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")

    assert not page.locator("#choose").is_visible()
    assert opener.evaluate("button => button === document.activeElement")


def test_a_stepper_rests_at_what_is_left(open_page) -> None:
    page = open_page("/components/", 1280)
    page.get_by_text("Clay", exact=True).first.click()
    field = page.get_by_label("Quantity", exact=True)
    more = page.get_by_role("button", name="One more: Quantity", exact=True)

    field.fill("2")
    more.click()

    assert field.input_value() == "3"
    assert more.is_disabled()


def test_without_scripts_the_sheet_is_part_of_the_page(open_page) -> None:
    page = open_page("/components/", java_script_enabled=False)

    assert page.get_by_text("Sage", exact=True).is_visible()
    assert page.get_by_label("Quantity", exact=True).is_visible()
