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
PUSH = """() => setTimeout(() =>
  document.querySelector("main").prepend(document.createElement("hr")), 200)"""
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
    page.wait_for_timeout(400)

    assert shifts_of_a_scroll(page) > 0


def test_hears_what_pages_complain_of(visit) -> None:
    visitor = visit()
    page = visitor.go("/support/")

    page.evaluate(INLINE)
    page.evaluate("() => fetch('/nowhere/')")
    page.evaluate("() => setTimeout(() => undefined_function())")
    page.wait_for_timeout(100)

    heard, visitor.complaints = visitor.complaints, []
    kinds = sorted(line.partition(":")[0] for line in heard)
    assert kinds == ["console", "network", "script"]
    assert "Content Security Policy" in "".join(heard)
    assert page.evaluate("window.intruder") is None
