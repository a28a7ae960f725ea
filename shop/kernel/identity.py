"""What the shop is called, in each of its languages."""

from django.conf import settings
from django.utils.translation import get_language

SHOP_NAME = {"en": "Ondwell", "zh-hans": "栖常"}


def shop_name(language: str | None = None) -> str:
    """The name in a language (the active one when not named)."""
    wanted = language or get_language() or settings.LANGUAGE_CODE
    return SHOP_NAME.get(wanted, SHOP_NAME["en"])
