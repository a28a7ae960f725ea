"""A guest's phone without a screen: what it asks the shop for, and what that costs.

It speaks to the shop as a web server does (WSGI), with the headers of a browser that
runs scripts.  Only the shop's part is measured, never the phone's.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from http.cookies import SimpleCookie
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

import brotli
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from shop.bench.forms import Fields, FormReader
from shop.bench.meter import Spent, metered

PHONE = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br",
    "Accept-Language": "en-GB,en;q=0.9",
    "User-Agent": "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Mobile",
    "Sec-Fetch-Site": "same-origin",
}
SENDING = PHONE | {
    "Content-Type": "application/x-www-form-urlencoded",
    "Origin": "http://testserver",
}
BY_SCRIPT = SENDING | {"HX-Request": "true"}
MINI_PROGRAM = {
    "Accept-Encoding": "gzip, deflate, br",
    "Accept-Language": "en-GB,en;q=0.9",
    "Content-Type": "application/json",
    "Referer": "https://servicewechat.com/wx1/1/page-frame.html",
}
WHO = "who is here"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One request, or one task behind it; a task has status 0."""

    name: str
    status: int
    kilobytes: float
    spent: Spent


@cache
def server() -> WSGIHandler:
    """What the web server runs, made ready as it is there."""
    return import_module("shop.wsgi").application


class Browser:
    """Remembers its cookies, the page it is on, and what each step cost the shop."""

    def __init__(self) -> None:
        self.cookies: SimpleCookie = SimpleCookie()
        self.steps: list[Step] = []
        self.page = ""

    def get(self, name: str, url: str) -> str:
        """Open a page; returns where the answer leads to, "" for nowhere."""
        location, self.page = self._ask(name, "GET", url, PHONE)
        self._look_who_is_here()
        return location

    def call(self, name: str, url: str) -> None:
        """What the mini-program asks for in its place: JSON, whoever is there."""
        self._ask(name, "GET", url, MINI_PROGRAM)

    def submit(self, name: str, url: str, changes: dict[str, str]) -> str:
        """Send the form of the page that goes to `url` as shown, but for the changes.

        A form without an address goes to the page it is on: to `url` too.
        """
        return self._ask(name, "POST", url, SENDING, self._filled(url, changes))[0]

    def submit_by_script(self, name: str, url: str, changes: dict[str, str]) -> None:
        """The same as htmx does it: the page stays."""
        self._ask(name, "POST", url, BY_SCRIPT, self._filled(url, changes))

    def post(self, name: str, url: str, body: str, headers: dict[str, str]) -> None:
        """What another company's server sends: it knows no page and no cookie."""
        self._ask(name, "POST", url, headers, body)

    def work(self, name: str, tasks: Iterable[Callable[[], Any]]) -> None:
        """What the shop's worker does because of this visit."""
        with metered() as spent:
            for task in tasks:
                task()
        self.steps.append(Step(name=name, status=0, kilobytes=0, spent=spent))

    def _filled(self, url: str, changes: dict[str, str]) -> str:
        reader = FormReader()
        reader.feed(self.page)
        found = next(form for form in reader.forms if form.action in ("", url))
        fields: Fields = found.fields | {key: [text] for key, text in changes.items()}
        return urlencode(fields, doseq=True)

    def _look_who_is_here(self) -> None:
        """What `here.js` does on pages that say where to ask."""
        url = self.page.partition('data-here-url="')[2].partition('"')[0]
        if url:
            self._ask(WHO, "GET", url, PHONE)

    def _ask(
        self, name: str, method: str, url: str, headers: dict[str, str], body: str = ""
    ) -> tuple[str, str]:
        """Where the answer leads to, and its text.  Raises RuntimeError where it is
        no answer that a purchase goes on from."""
        cookies = "; ".join(f"{key}={one.value}" for key, one in self.cookies.items())
        environ = (
            RequestFactory()
            .generic(method, url, body, headers={"Cookie": cookies, **headers})
            .environ
        )
        with metered() as spent:
            answer: Any = server()(environ, lambda *_: bytes)
            content = b"".join(answer)
            answer.close()
        if answer.status_code >= 400:
            raise RuntimeError(f"{name}: {answer.status_code}")
        self.cookies.update(answer.cookies)
        self.steps.append(
            Step(
                name=name,
                status=answer.status_code,
                kilobytes=len(content) / 1024,
                spent=spent,
            )
        )
        if answer.headers.get("Content-Encoding") == "br":
            content = brotli.decompress(content)
        return answer.headers.get("Location", ""), content.decode(errors="replace")
