"""Everything can be done with the keyboard alone, and one always sees where one is."""

from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.buying import ADDRESS, order_shown

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_STEPS = 70
# Where the focus is drawn: at the thing itself, or at what stands for it.
HIDDEN_FOCUS = """() => {
  const here = document.activeElement;
  if (here === document.body) return "";
  const chain = [here, here.nextElementSibling, here.parentElement,
    here.closest("label, .card, .option, .search")].filter(Boolean);
  const drawn = chain.some((place) => {
    const style = getComputedStyle(place);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
      || (place !== here.parentElement && style.boxShadow !== "none");
  });
  const box = (here.closest("label") || here).getBoundingClientRect();
  const points = [0.2, 0.5, 0.8].map((part) =>
    [box.left + box.width / 2, box.top + box.height * part]);
  const onTop = points.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (here.contains(top) || top.contains(here)
      || top.closest("label") === here.closest("label") || here.closest(".card")?.contains(top));
  });
  const name = `${here.tagName} ${here.className} ${here.textContent.trim().slice(0, 30)}`;
  return drawn && onTop ? "" : `${name}: drawn ${drawn}, on top ${onTop}`;
}"""
LIVE = """<script type="module" src="/static/js/live.js"></script>
<script type="module" src="/static/js/toast.js"></script><p id="live"></p>
<div id="part" data-live="/live/" data-every="{every}"><p data-told>{missing} missing</p>
<a href="/elsewhere/">Elsewhere</a>
<label><input type="radio" name="size" value="small" checked> Small</label>
<label><input type="radio" name="size" value="large"> Large</label></div>"""
IS_IN_SHEET = "document.activeElement.closest('#buy') !== null"
IS_NOWHERE = "document.activeElement === document.body"


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus; on the way it is never out of sight."""
    expect(target).to_be_visible()
    for _ in range(MOST_STEPS):
        if target.evaluate("target => target === document.activeElement"):
            return
        page.keyboard.press("Tab")
        assert page.evaluate(HIDDEN_FOCUS) == ""
    pytest.fail(f"{target} is not reached with Tab")


def write(page: Page, label: str, text: str) -> None:
    tab_to(page, page.get_by_label(label))
    page.keyboard.type(text)


def test_a_sheet_keeps_the_focus_and_gives_it_back(visit) -> None:
    visitor = visit()
    page = visitor.go("/products/pebble-mug/")
    opener = visitor.bar("Buy").get_by_role("button", name="Add to cart")

    tab_to(page, opener)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Your choice")).to_be_visible()
    for _ in range(20):  # more than once around; a browser's own bar may lie between
        page.keyboard.press("Tab")
        assert page.evaluate(IS_IN_SHEET) or page.evaluate(IS_NOWHERE)
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(opener).to_be_focused()


def test_what_renews_itself_says_so_and_keeps_choice_and_focus(visit) -> None:
    page, facts = visit().page, {"missing": "3", "every": "4"}
    page.clock.install()
    page.route(
        "**/live/",
        lambda route: route.fulfill(
            body=LIVE.format(**facts), content_type="text/html"
        ),
    )

    page.goto("/live/")
    large, link = page.get_by_label("Large"), page.get_by_role("link")
    large.check()
    for missing, place in (("2", large), ("1", link)):
        place.focus()
        facts["missing"] = missing
        page.clock.run_for(6000)
        expect(page.locator("#live")).to_have_text(f"{missing} missing")
        expect(page.locator("#part p")).to_have_text(f"{missing} missing")
        expect(large).to_be_checked()
        expect(place).to_be_focused()

    facts["every"] = "30"
    page.locator("#part p").evaluate("line => line.dataset.untouched = ''")
    page.clock.run_for(6000)
    expect(page.locator("#part")).to_have_attribute("data-every", "30")
    expect(page.locator("#part p")).to_have_attribute("data-untouched", "")
    facts["missing"] = "0"
    page.clock.run_for(25_000)
    expect(page.locator("#part p")).to_have_text("1 missing")
    page.clock.run_for(7000)
    expect(page.locator("#part p")).to_have_text("0 missing")


def test_from_a_search_to_an_order(visit) -> None:
    visitor = visit()
    page = visitor.go("/")

    find_the_mug(page)
    put_two_of_sage_in(page)
    place_the_order(page)

    expect(page).to_have_title("Pay – Ondwell")
    visitor.page.goto(page.url.removesuffix("pay/"))
    order = order_shown(visitor)
    assert order.total == Decimal("168.00")
    assert [(line.sku, line.quantity) for line in order.lines.all()] == [
        ("OND-PM03-SAG", 2)
    ]


def find_the_mug(page: Page) -> None:
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("mug")
    page.keyboard.press("Enter")
    expect(page).to_have_title("“mug” – Ondwell")
    tab_to(page, page.get_by_role("link", name="Pebble Mug"))
    page.keyboard.press("Enter")


def put_two_of_sage_in(page: Page) -> None:
    bar = page.get_by_role("group", name="Buy", exact=True)
    sheet = page.get_by_role("dialog", name="Your choice")
    tab_to(page, bar.get_by_role("button", name="Add to cart"))
    page.keyboard.press("Enter")
    tab_to(page, sheet.get_by_role("radio", name="Oat"))
    page.keyboard.press("ArrowRight")
    expect(sheet.get_by_role("radio", name="Sage")).to_be_checked()
    tab_to(page, sheet.get_by_role("spinbutton", name="Quantity"))
    page.keyboard.press("ArrowUp")
    tab_to(page, sheet.get_by_role("button", name="Add to cart"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="View cart"))
    page.keyboard.press("Enter")


def place_the_order(page: Page) -> None:
    bar = page.get_by_role("group", name="Cart actions")
    tab_to(page, bar.get_by_role("link", name="Check out (2)"))
    page.keyboard.press("Enter")
    expect(page).to_have_title("Checkout – Ondwell")
    for label in ("Recipient", "Phone"):
        write(page, label, ADDRESS[label])
    tab_to(page, page.get_by_label("Province"))
    page.keyboard.type("Zhej")
    for label in ("City", "Street, building"):
        write(page, label, ADDRESS[label])
    tab_to(page, page.get_by_role("button", name="Place order"))
    page.keyboard.press("Enter")
