"""Where a campaign stands at a moment, and what that is called."""

from datetime import datetime
from enum import Enum

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from shop.kernel.admin_shown import tag


class Standing(Enum):
    """Its tone in the admin, and its word."""

    RUNS = ("ok", _("runs"))
    PAUSED = ("warn", _("paused"))
    LATER = ("info", _("later"))
    OVER = ("", _("over"))

    @property
    def tone(self) -> str:
        return self.value[0]

    @property
    def word(self) -> str | Promise:
        return self.value[1]

    @property
    def is_to_come(self) -> bool:
        """Will somebody get it, if nobody does anything?"""
        return self in (Standing.RUNS, Standing.LATER)

    @property
    def tag(self) -> SafeString:
        return tag(self.word, self.tone)


def standing(
    *,
    starts_at: datetime,
    ends_at: datetime | None,
    paused_at: datetime | None = None,
    has_opened: bool = True,
    now: datetime,
) -> Standing:
    """By its dates; no end: until it is paused.  What is opened by the sweep runs a
    moment after it has begun."""
    if ends_at is not None and ends_at <= now:
        return Standing.OVER
    if paused_at is not None:
        return Standing.PAUSED
    return Standing.RUNS if has_opened and starts_at <= now else Standing.LATER
