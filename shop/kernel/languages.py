"""Where the pages of each language live."""

from django.conf import settings


def language_prefix(language: str) -> str:
    """`/` for the shop's main language, `/zh-hans/` and so on for the others."""
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"
