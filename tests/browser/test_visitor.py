"""The visitor is no optimist: what is wrong with a page, the checks do see."""

import pytest

from tests.browser.measure import (
    pictures_without_size,
    shifts_of_a_scroll,
    too_small,
    too_wide,
    watch_shifts,
)
from tests.browser.visitor import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SPOIL = """() => document.querySelector("main").insertAdjacentHTML("afterbegin", `
  <button></button> <span class="chip">x</span> <img src="/static/img/favicon.svg" alt="">
  <pre>${"wide ".repeat(100)}</pre>`)"""
# Again until it was drawn, for at most twenty seconds.
PUSH = """async () => {
  for (let turn = 0; turn < 200 && !window.shifts.length; turn++) {
    document.querySelector("main").prepend(document.createElement("hr"));
    await new Promise((done) => setTimeout(done, 100));
  }
}"""
INLINE = """() => {
  const script = document.createElement("script");
  script.textContent = "window.intruder = true";
  document.head.append(script);
}"""


def test_sees_what_is_wrong_with_a_page(visit) -> None:
    page = visit().go("/support/")

    page.evaluate(SPOIL)

    assert "button-name" in {rule for rule, _target in violations(page)}
    assert pictures_without_size(page)
    assert too_wide(page)[-1] == "scrolls"
    assert any(each.startswith("chip") for each in too_small(page))


def test_sees_what_moves(visit) -> None:
    visitor = visit()
    watch_shifts(visitor.page)
    page = visitor.go("/support/")

    page.evaluate(PUSH)

    assert shifts_of_a_scroll(page) > 0


def test_hears_what_pages_complain_of(visit) -> None:
    visitor = visit()
    page = visitor.go("/support/")

    with page.expect_console_message():
        page.evaluate(INLINE)
    with page.expect_response("**/nowhere/"):
        page.evaluate("() => fetch('/nowhere/')")
    with page.expect_event("pageerror"):
        page.evaluate("() => setTimeout(() => undefined_function())")

    heard, visitor.complaints = visitor.complaints, []
    kinds = sorted(line.partition(":")[0] for line in heard)
    assert kinds == ["console", "network", "script"]
    assert "Content Security Policy" in "".join(heard)
    assert page.evaluate("window.intruder") is None
