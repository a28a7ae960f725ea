"""Where the pages of each language live, and how its sentences follow each other."""

from django.conf import settings


def sentences(*parts: object) -> str:
    """One after the other, what is empty left out; a full stop of Chinese is wide enough."""
    return " ".join(filter(None, map(str, parts))).replace("。 ", "。")


def language_prefix(language: str) -> str:
    """`/` for the shop's main language, `/zh-hans/` and so on for the others."""
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"
