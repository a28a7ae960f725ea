"""Tags of the admin's own templates."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def saved_views(changelist: Any, counts: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """The choices of a list's first filter, with how many rows are in each."""
    filters = changelist.filter_specs
    if not filters:
        return
    names = [name for name, _label in filters[0].lookup_choices]
    for name, choice in zip(names, filters[0].choices(changelist), strict=True):
        yield choice | {"count": counts.get(name)}
