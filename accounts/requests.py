"""A request whose sender is known."""

import re

from django.http import HttpRequest

from accounts.models import User


class CustomerRequest(HttpRequest):
    """What a view behind `login_required` is given."""

    user: User


BEARER = re.compile(r"bearer +([A-Za-z0-9_-]{1,200})", re.IGNORECASE)


def bearer_token(request: HttpRequest) -> str | None:
    """What a caller of the JSON API shows to come in."""
    shown = BEARER.fullmatch(request.headers.get("Authorization", "").strip())
    return shown[1] if shown else None
