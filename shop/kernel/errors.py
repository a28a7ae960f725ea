"""This module owns the one exception a customer may cause and therefore may read."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule said no.  `message` is safe to show; facts are attributes.

    `code` is for programs (the JSON API), never shown to people.
    """

    message: str | Promise = _("This is not possible.")
    code = "REFUSED"

    def __str__(self) -> str:
        return str(self.message)
