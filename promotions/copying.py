"""A copy of a campaign is told from it, in every language."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

ROOM = 70  # of the 80 letters that a name may have


def names_of_copy(campaign: Any) -> dict[str, Any]:
    """The columns `name` and `translations` of its copy."""
    translations = {
        language: texts | {"name": _copied(texts["name"], language)}
        for language, texts in campaign.translations.items()
        if texts.get("name")
    }
    return {
        "name": _copied(campaign.name, settings.LANGUAGE_CODE),
        "translations": campaign.translations | translations,
    }


def _copied(name: str, language: str) -> str:
    with override(language):
        return _("%(name)s (copy)") % {"name": name[:ROOM]}
