"""Somebody at the shop over real HTTP, who notes how long each answer took."""

import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from shop.bench.forms import Form, FormReader

PATIENCE_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class Answer:
    what: str
    status: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.what}: {self.status} after {self.seconds:.2f} s"


@dataclass
class Visitor:
    """Follows links and sends forms as the pages show them."""

    home: str
    answers: list[Answer] = field(default_factory=list)
    page: str = ""
    at: str = ""
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str) -> str:
        return self._go("GET", urljoin(self.home, path))

    def send(self, path: str, *, leaves: bool = False, **changes: str) -> str:
        """The form of this page that goes to `path`, as shown but for the changes.

        Who `leaves` closes the browser before the answer leads anywhere.
        """
        form = self._form(path)
        fields = form.fields | {name: [value] for name, value in changes.items()}
        target = urljoin(self.at, form.action or self.at)
        return self._go("POST", target, leaves=leaves, data=fields)

    def _form(self, path: str) -> Form:
        reader = FormReader()
        reader.feed(self.page)
        here = urlsplit(self.at).path
        found = [form for form in reader.forms if (form.action or here) == path]
        assert found, f"no form to {path} at {self.at}"
        return found[0]

    def _go(self, method: str, url: str, *, leaves: bool = False, **how: Any) -> str:
        """Each hop counts for itself.  Returns the path where it ended."""
        origin = {"Origin": self.home, "Referer": self.at or self.home}
        while True:
            started = time.monotonic()
            answer = self.session.request(
                method,
                url,
                headers=origin,
                timeout=PATIENCE_SECONDS,
                allow_redirects=False,
                **how,
            )
            seconds = time.monotonic() - started
            what = f"{method} {urlsplit(url).path}"
            self.answers.append(
                Answer(what=what, status=answer.status_code, seconds=seconds)
            )
            if leaves or not answer.is_redirect:
                break
            method, url, how = "GET", urljoin(url, answer.headers["Location"]), {}
        self.page, self.at = answer.text, url
        return urlsplit(url).path
