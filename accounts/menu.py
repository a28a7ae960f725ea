"""What the user centre links to.  Higher apps add their pages in `ready()`."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Entry:
    """One link.  `query` is appended as it is (`?state=shipped`).

    `group` is "orders" for the row of order shortcuts, else "tools".
    """

    label: str | Promise
    url_name: str
    icon: str
    order: int = 50
    group: str = "tools"
    query: str = ""

    @property
    def url(self) -> str:
        return reverse(self.url_name) + self.query


entries: list[Entry] = []


def links(group: str) -> Iterator[Entry]:
    """The entries of a group, in order; a page that is not there is left out."""
    for entry in sorted(entries, key=lambda entry: entry.order):
        if entry.group == group and _exists(entry):
            yield entry


def _exists(entry: Entry) -> bool:
    try:
        return bool(entry.url)
    except NoReverseMatch:
        return False
