"""The sessions, their goods as they are this second, and a word before one begins."""

import re

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.requests import CustomerRequest
from catalog.selectors import category_tree
from promotions.flash_sales.home import flash_at_home
from promotions.flash_sales.on_product import flash_of_product
from promotions.flash_sales.reminding import ask_for_reminder, calendar_entry
from promotions.flash_sales.showing import FlashPage, flash_page
from shop.kernel.clock import now
from shop.kernel.errors import DomainError
from shop.kernel.http import (
    SeeOther,
    private_page,
    public_form,
    public_page,
    wants_fragment,
)

ID = re.compile(r"[0-9]{1,18}")


@require_safe
@public_page
def show(request: HttpRequest) -> HttpResponse:
    page = _page(request)
    minutes = int(settings.FLASH_ORDER_UNPAID_AFTER.total_seconds() // 60)
    context = {"page": page, "minutes": minutes, "nav": category_tree().links()}
    return render(request, "promotions/flash_sales/show.html", context)


@require_safe
@public_page
def items(request: HttpRequest) -> HttpResponse:
    """One session alone: what an open page asks for every few seconds."""
    page = _page(request)
    if page.current is None:
        return HttpResponse(status=204)
    return render(request, "promotions/flash_sales/_session.html", {"page": page})


@require_safe
@public_page
def on_product(request: HttpRequest) -> HttpResponse:
    """A product's articles alone: what its page asks for while it is open."""
    flash = flash_of_product(_id(request.GET.get("product", "")), now=now())
    context = {"panel": {"flash": flash}}
    return render(request, "promotions/flash_sales/_on_product.html", context)


@require_safe
@public_page
def at_home(request: HttpRequest) -> HttpResponse:
    """What the home page asks for while it is open."""
    context = {"panel": flash_at_home(now())}
    return render(request, "promotions/flash_sales/_home.html", context)


@require_safe
@public_page
def calendar(request: HttpRequest) -> HttpResponse:
    page, wanted = _page(request), request.GET.get("session")
    session = page.current
    if session is None or str(session.id) != wanted or session.state == "off":
        raise Http404(_("There is no such session."))
    place = f"{reverse('promotions:flash-sales')}?session={session.id}"
    link = f"{settings.SITE_URL}{place}"
    answer = HttpResponse(
        calendar_entry(session, link=link, now=page.now),
        content_type="text/calendar; charset=utf-8",
    )
    answer["Content-Disposition"] = 'attachment; filename="flash-sale.ics"'
    return answer


@public_form
@private_page
@require_POST
@vary_on_headers("HX-Request")
def remind(request: CustomerRequest) -> HttpResponse:
    """A message before `session` begins; a guest logs in first."""
    wanted = _id(request.POST.get("session", ""))
    if not request.user.is_authenticated:
        return _to_log_in(request, wanted)
    problem: DomainError | None = None
    try:
        ask_for_reminder(session_id=wanted, owner_id=request.user.pk, now=now())
    except DomainError as error:
        problem = error
    if wants_fragment(request):
        facts = {"problem": problem}
        return render(request, "promotions/flash_sales/_reminded.html", facts)
    if problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, _("We send you a word shortly before it starts."))
    return SeeOther("accounts:home")


def _to_log_in(request: HttpRequest, session_id: int) -> HttpResponse:
    """And back to the session afterwards."""
    messages.info(request, _("Log in, and we send you a word before it starts."))
    place = f"{reverse('promotions:flash-sales')}?session={session_id}"
    url = f"{reverse('account_login')}?{urlencode({'next': place})}"
    if wants_fragment(request):
        return HttpResponse(headers={"HX-Redirect": url})
    return SeeOther(url)


def _page(request: HttpRequest) -> FlashPage:
    return flash_page(_id(request.GET.get("session", "")), now=now())


def _id(said: str) -> int:
    """0 is nobody's."""
    return int(said) if ID.fullmatch(said) else 0
