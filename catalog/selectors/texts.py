"""The active language's text of a row that came as plain values."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language


def text(row: Mapping[str, Any], field: str, prefix: str = "") -> str:
    """Like `tr`, for a dict of `values()`; `prefix` is the path to the row."""
    translations = row[f"{prefix}translations"] or {}
    texts = translations.get(get_language() or "", {})
    return texts.get(field) or row[f"{prefix}{field}"]
