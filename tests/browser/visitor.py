"""Somebody with a browser, and what can be asked about the page they see."""

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
)
from playwright.sync_api import (
    TimeoutError as NoFrame,
)

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = Axe()


class Visitor:
    """A page, and everything it complained of: console, scripts, network.

    `expected` holds status codes that a test provokes on purpose.
    """

    def __init__(self, page: Page, *, shots: Path | None) -> None:
        self.page, self.shots = page, shots
        self.complaints: list[str] = []
        self.expected: set[int] = set()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _heard(self, line: ConsoleMessage) -> None:
        told_by_status = "the server responded with a status of" in line.text
        if line.type in ("error", "warning") and not told_by_status:
            self.complaints.append(f"console: {line.text}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # left behind by going on
            self.complaints.append(f"network: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.complaints.append(f"network: {response.url} {response.status}")

    def go(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def bar(self, name: str) -> Locator:
        """The action bar at the thumb."""
        return self.page.get_by_role("group", name=name, exact=True)

    def shoot(self, name: str) -> None:
        """A picture of the screen, numbered in the order of the walk, for who asks."""
        if self.shots is None:
            return
        self.shots.mkdir(parents=True, exist_ok=True)
        number = len(list(self.shots.glob("*.png"))) + 1
        path = self.shots / f"{number:02}-{name}.png"
        try:
            self.page.screenshot(path=path, timeout=10_000)
        except NoFrame:  # a busy machine's Chromium now and then draws no frame
            self.page.screenshot(path=path, timeout=60_000)

    def look(self, name: str, *, scripts: bool = True) -> None:
        """Keep a picture; with scripts axe looks too and must find nothing."""
        self.page.wait_for_load_state()
        self.shoot(name)
        if scripts:
            assert (name, violations(self.page)) == (name, [])


def violations(page: Page, rules: list[str] = RULES) -> list[tuple[str, Any]]:
    found = AXE.run(page, options={"runOnly": rules}).response["violations"]
    return [(each["id"], node["target"]) for each in found for node in each["nodes"]]
