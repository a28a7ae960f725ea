"""The campaign calendar in the admin: everything that runs, by month or week."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from promotions.calendar.entries import Lane
from promotions.calendar.lanes import LANES
from promotions.calendar.page import calendar_page
from promotions.calendar.periods import period_from
from shop.kernel.admin_base import SHOP_TIME
from shop.kernel.clock import now


def lanes_for(user: Any) -> list[Lane]:
    """The kinds that this person may see."""
    return [lane for lane in LANES if lane.may(user, "view")]


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    lanes, at = lanes_for(request.user), now()
    if not lanes:
        raise PermissionDenied
    page = calendar_page(period_from(request.GET, now=at), lanes, now=at)
    context = {
        **admin.site.each_context(request),
        "title": _("Campaign calendar"),
        "page": page,
        "times": SHOP_TIME,
        "to_plan": [lane for lane in lanes if lane.may(request.user, "add")],
    }
    return TemplateResponse(request, "promotions/admin/calendar.html", context)
