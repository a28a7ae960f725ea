"""How text is compared in search: one normal form, for goods and for wishes."""

import unicodedata
from collections.abc import Iterable

LONGEST_QUERY = 100
MOST_WORDS = 8


def normal(text: str) -> str:
    """Small letters, one width, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def text_of(parts: Iterable[str]) -> str:
    """What a product's `search_text` holds: each part once, in normal form."""
    return "\n".join(dict.fromkeys(filter(None, map(normal, parts))))


def words(query: str) -> list[str]:
    """The words that must all be found; of an endless query only the beginning."""
    return normal(query[:LONGEST_QUERY]).split()[:MOST_WORDS]
