"""What a change is called in the history, in whoever reads it's language."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import override


class TellsChanges:
    """Django writes down labels, which begin with a capital: there are words for what
    they were made of only."""

    def construct_change_message(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        add: bool = False,  # noqa: FBT001, FBT002
    ) -> list[dict[str, dict[str, Any]]]:
        told: list[dict[str, dict[str, Any]]]
        told = super().construct_change_message(request, form, formsets, add)  # type: ignore[misc]
        words = _words([type(form.instance), *(rows.model for rows in formsets or ())])
        for facts in (one["changed"] for one in told if "changed" in one):
            if "fields" in facts:
                facts["fields"] = [words.get(name, name) for name in facts["fields"]]
        return told


def _words(models: Iterable[type[Model]]) -> dict[str, str]:
    """`{label: what is translated}`."""
    with override(None):
        names = [
            str(field.verbose_name)
            for model in models
            for field in model._meta.get_fields()
            if hasattr(field, "verbose_name")
        ]
    return {capfirst(name): name for name in names}
