"""What of a team's page is personal."""

from django.http import HttpRequest
from django.urls import reverse

from promotions.group_buys.selectors import seat_in


def my_team(request: HttpRequest) -> str:
    """The address of one's own order in the team; only where the page asks."""
    code = request.GET.get("team", "")[:12]
    if not code or not request.user.is_authenticated:
        return ""
    number = seat_in(code, owner_id=request.user.pk)
    return reverse("orders:show", args=[number]) if number else ""
