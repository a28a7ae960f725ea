"""What each language puts between words, and between clauses, in a row."""

from collections.abc import Iterable

from django.utils.translation import pgettext


def listed(words: Iterable[str]) -> str:
    """“Stoneware, brass”, 粗陶、黄铜."""
    return pgettext("between words", ", ").join(words)


def clauses(texts: Iterable[str]) -> str:
    """“Spend ¥200, save ¥30; spend ¥500, save ¥80”."""
    return pgettext("between clauses", "; ").join(texts)
