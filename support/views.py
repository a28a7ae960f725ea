"""Pages that answer questions.  The same for everybody, so caches may keep them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cart.selectors import delivery_terms
from shop.kernel.http import public_page


@public_page
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    page = {"tab": "help", "rates": delivery_terms(), **_contact()}
    return render(request, "support/help.html", page)


@public_page
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "support/privacy.html", _contact())


@public_page
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    return render(request, "support/terms.html", _contact())


def _contact() -> dict[str, str | int]:
    return {
        "contact_email": settings.DEFAULT_FROM_EMAIL,
        "unpaid_minutes": int(settings.ORDER_UNPAID_AFTER.total_seconds() // 60),
    }
