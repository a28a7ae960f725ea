"""A member's own page of points and levels."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import CustomerRequest
from promotions.points.rates import rates
from promotions.points.selectors import entries_of, points_page
from shop.kernel.http import private_page

PER_PAGE = 20


@private_page
@login_required
@require_safe
def show(request: CustomerRequest) -> HttpResponse:
    """What there is, where it came from, and the way to the next level."""
    paginator = Paginator(entries_of(request.user.pk), PER_PAGE)
    entries = paginator.get_page(request.GET.get("page", "")[:6])
    context = {
        "page": points_page(owner_id=request.user.pk, rates=rates()),
        "entries": entries,
        "tab": "account",
    }
    return render(request, "promotions/points/show.html", context)
