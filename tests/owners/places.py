"""Every address of the shop that holds a parameter, read from the URLconf itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.urls import get_resolver, reverse
from django.urls.resolvers import RegexPattern, URLResolver
from django.utils.translation import override

LANGUAGES = [code for code, _name in settings.LANGUAGES]
API = "api/"
PARAMETER = re.compile(r"\(\?P<(\w+)>[^)]*\)\$?|<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, kw_only=True)
class Place:
    """One address, in one language.

    Its key is the name that `reverse` knows, or where it has none its route.
    """

    language: str
    route: str = ""
    spaces: tuple[str, ...] = ()
    name: str = ""
    has_parameter: bool = False

    @property
    def key(self) -> str:
        if self.name:
            return ":".join((*self.spaces, self.name))
        return self.route.removeprefix(f"{self.language}/")

    def url(self, values: dict[str, Any]) -> str:
        if self.name:
            with override(self.language):
                return reverse(self.key, kwargs=values)
        route = PARAMETER.sub(lambda found: str(values[found[1] or found[2]]), self.key)
        start = self.route.removesuffix(self.key)
        return f"/{start}{route}"


def all_places() -> list[Place]:
    """With a parameter, in every language.  Those of the JSON API have one language and
    no forms: `tests/api` asks for them."""
    found: list[Place] = []
    for language in LANGUAGES:
        with override(language):
            found += _walk(get_resolver(), Place(language=language))
    return [place for place in found if not place.route.startswith(API)]


def _walk(part: URLResolver, so_far: Place) -> Iterator[Place]:
    for entry in part.url_patterns:
        here = _step(so_far, entry)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, here)
        elif here.has_parameter:
            yield replace(here, name=entry.name or "")


def _step(so_far: Place, entry: Any) -> Place:
    pattern = entry.pattern
    is_regex = isinstance(pattern, RegexPattern)
    holds = pattern.regex.groups if is_regex else pattern.converters
    space = getattr(entry, "namespace", None)
    return replace(
        so_far,
        route=f"{so_far.route}{pattern}",
        spaces=(*so_far.spaces, space) if space else so_far.spaces,
        has_parameter=so_far.has_parameter or bool(holds),
    )
