"""Content in other languages: main language in the column, the rest in one JSON.

`{"zh-hans": {"name": "…"}}`; a missing text falls back on the column.
"""

from typing import Any

from django.db import models
from django.utils.translation import get_language


class Translated(models.Model):
    """A row whose texts exist in more languages than the shop's main one."""

    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


def tr(row: Any, field: str, language: str | None = None) -> str:
    """The text of `field` in a language (the active one when not named)."""
    texts = row.translations.get(language or get_language() or "", {})
    return texts.get(field) or getattr(row, field)
