"""A copy of a campaign is told from it, in every language, and comes after it."""

from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

ROOM = 70  # of the 80 letters that a name may have
A_WEEK = timedelta(days=7)


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


def times_of_copy(campaign: Any, *, now: datetime) -> dict[str, datetime]:
    """The columns `starts_at` and `ends_at`: as many weeks later as it takes until the
    campaign is over and its copy is to come, by the clock on the wall."""
    starts_at, ends_at = localtime(campaign.starts_at), localtime(campaign.ends_at)
    later = ceil((max(localtime(now), ends_at) - starts_at) / A_WEEK) * A_WEEK
    return {"starts_at": starts_at + later, "ends_at": ends_at + later}


def _copied(name: str, language: str) -> str:
    with override(language):
        return _("%(name)s (copy)") % {"name": name[:ROOM]}
