"""Questions that only a laid-out page can answer, asked in the page itself."""

from typing import Any

from playwright.sync_api import Page

# What a thumb aims at; chips stand closer together, the words of a text are exempt.
PRIMARY = {
    44: ".btn:not(.btn--small), .icon-btn, .tabbar__tab, .stepper__button, .tick,"
    " .option, .input, .field input:not([type=checkbox], [type=radio]), .field select,"
    " .field textarea, .cell[href], .search",
    40: ".chip",
}
SMALL = """([selector, least]) => [...document.querySelectorAll(selector)]
  .filter((place) => place.checkVisibility({ visibilityProperty: true }))
  .map((place) => [place.className || place.name, place.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && Math.min(box.width, box.height) < least - 0.5)
  .map(([name, box]) => `${name} ${box.width.toFixed()} x ${box.height.toFixed()}`)"""
UNSIZED = """() => [...document.images]
  .filter((image) => !image.getAttribute("width") || !image.getAttribute("height"))
  .map((image) => image.src)"""
WIDE = """() => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  return [...document.querySelectorAll("body *")]
    .filter((place) => place.getBoundingClientRect().right > most + 0.5)
    .map((place) => place.className || place.tagName).slice(0, 5).concat("scrolls");
}"""
# Counts what moves by itself: all shifts, also those just after a scroll.
WATCH_SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) window.shifts.push(shift.value);
}).observe({ type: "layout-shift", buffered: true });"""
SCROLL_BY_SCREEN = """async () => {
  const end = () => document.documentElement.scrollHeight - innerHeight;
  for (let top = 0; top <= end(); top += innerHeight) {
    scrollTo(0, top);
    await new Promise((done) => setTimeout(done, 80));
  }
  return window.shifts.reduce((sum, shift) => sum + shift, 0);
}"""


def too_small(page: Page) -> list[str]:
    return [
        each
        for least, selector in PRIMARY.items()
        for each in page.evaluate(SMALL, [selector, least])
    ]


def too_wide(page: Page) -> list[str]:
    """Names of what sticks out, while the page can be scrolled sideways."""
    return page.evaluate(WIDE)


def pictures_without_size(page: Page) -> list[str]:
    return page.evaluate(UNSIZED)


def watch_shifts(page: Page) -> None:
    page.add_init_script(WATCH_SHIFTS)


def shifts_of_a_scroll(page: Page) -> Any:
    return page.evaluate(SCROLL_BY_SCREEN)
