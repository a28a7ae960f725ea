"""A browser without a window: follows forms as a page shows them, and counts."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.db import connection
from django.test import Client

Fields = dict[str, list[str]]
UNSENT = {"submit", "button", "image", "reset", "file"}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One request: what it cost the processor and how often it asked the database."""

    name: str
    status: int
    milliseconds: float
    queries: int
    kilobytes: float


@dataclass(kw_only=True)
class Form:
    action: str
    fields: Fields = field(default_factory=dict)


class Questions:
    """Counts what the database is asked; costs next to nothing itself."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        self.count += 1
        return execute(*args)


class FormReader(HTMLParser):
    """The forms of a page with what they would send, nothing touched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(action=has.get("action", "")))
            self.by_id[has.get("id", "")] = self.forms[-1]
        elif tag == "input" and self._is_sent(has):
            self._add(has, has.get("value", "on" if "checked" in has else ""))
        elif tag == "textarea":
            self._add(has, "")
        elif tag == "select":
            self._select = has.get("name", "")
            self._options: list[str] = []
        elif tag == "option" and self._select:
            value = has.get("value", "")
            if "selected" in has or not self._options:
                self._options = [value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select and self.forms:
            self.forms[-1].fields[self._select] = self._options
            self._select = ""

    def _is_sent(self, has: dict[str, str]) -> bool:
        kind = has.get("type", "text")
        if kind in UNSENT or "disabled" in has:
            return False
        return kind not in ("radio", "checkbox") or "checked" in has

    def _add(self, has: dict[str, str], value: str) -> None:
        form = self.by_id.get(has["form"]) if "form" in has else None
        form = form or (self.forms[-1] if self.forms else None)
        if form and has.get("name"):
            form.fields.setdefault(has["name"], []).append(value)


class Browser:
    """A guest with cookies, who remembers what each step cost."""

    def __init__(self) -> None:
        self.client, self.steps, self.page = Client(), list[Step](), ""
        self.client.get("/healthz")  # a new client builds the middleware first

    def get(self, name: str, url: str) -> str:
        return self._count(name, "get", url)

    def submit(self, name: str, url: str, changes: dict[str, str]) -> str:
        """Send the form of the page that goes to `url` as shown, but for the changes.

        A form without an address goes to the page it is on: to `url` too.
        """
        reader = FormReader()
        reader.feed(self.page)
        found = next(form for form in reader.forms if form.action in ("", url))
        fields = found.fields | {key: [value] for key, value in changes.items()}
        return self._count(name, "post", url, fields)

    def post(self, name: str, url: str, **how: Any) -> str:
        return self._count(name, "post", url, **how)

    def _count(self, name: str, method: str, url: str, *args: Any, **how: Any) -> str:
        send = getattr(self.client, method)
        queries = Questions()
        with connection.execute_wrapper(queries):
            started = time.process_time()
            answer = send(url, *args, **how)
            spent = time.process_time() - started
        self.page = answer.content.decode(errors="replace")
        self.steps.append(
            Step(
                name=name,
                status=answer.status_code,
                milliseconds=spent * 1000,
                queries=queries.count,
                kilobytes=len(answer.content) / 1024,
            )
        )
        return answer.headers.get("Location", "")
