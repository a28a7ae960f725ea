"""The coupon centre, which is everybody's, and the wallet, which is one's own."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.requests import CustomerRequest
from catalog.selectors import category_tree
from promotions.coupons import selectors
from promotions.coupons.errors import AccountNeeded, AlreadyClaimed
from promotions.coupons.forms import CodeForm
from promotions.coupons.models import CouponTemplate
from promotions.coupons.services import (
    claim_coupon,
    owner_of,
    redeem_code,
    resume_notices,
    silence_notices,
)
from promotions.coupons.tabs import wallet_tabs
from promotions.goods import goods_page
from shop.kernel.clock import now
from shop.kernel.errors import DomainError
from shop.kernel.http import (
    SeeOther,
    private_page,
    public_form,
    public_page,
    wants_fragment,
)
from shop.kernel.network import visitor_address
from shop.kernel.retry import retried

ID = re.compile(r"[0-9]{1,18}")


@require_safe
@public_page
def centre(request: HttpRequest) -> HttpResponse:
    """What may be claimed; which of it is one's own already, `/account/here/` says."""
    page = {
        "offers": selectors.coupon_centre(now=now()),
        "nav": category_tree().links(),
    }
    return render(request, "promotions/coupons/centre.html", page)


@public_form
@private_page
@require_POST
def claim(request: CustomerRequest) -> HttpResponse:
    """`coupon` into the wallet; a guest logs in first and comes back to where he was."""
    if not request.user.is_authenticated:
        return _to_log_in(request)
    template_id, owner_id = _id(request.POST.get("coupon", "")), request.user.pk
    problem: DomainError | None = None
    try:
        retried(
            lambda: claim_coupon(template_id=template_id, owner_id=owner_id, now=now())
        )
    except DomainError as error:
        problem = error
    answer = _claimed if wants_fragment(request) else _to_wallet
    response = answer(request, template_id, problem)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _to_log_in(request: HttpRequest) -> HttpResponse:
    messages.info(request, str(AccountNeeded.message))
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("promotions:coupons")
    url = f"{reverse('account_login')}?{urlencode({'next': back})}"
    if wants_fragment(request):
        return HttpResponse(headers={"HX-Redirect": url})
    return SeeOther(url)


def _claimed(
    request: HttpRequest, template_id: int, problem: DomainError | None
) -> HttpResponse:
    """Told where the button was."""
    is_mine = problem is None or isinstance(problem, AlreadyClaimed)
    facts = {"problem": problem, "id": template_id, "is_mine": is_mine}
    return render(
        request,
        "promotions/coupons/_claimed.html",
        facts,
        status=409 if problem else 200,
    )


def _to_wallet(
    request: HttpRequest, _template_id: int, problem: DomainError | None
) -> HttpResponse:
    if problem is None:
        messages.success(request, _("The coupon is in your wallet."))
    elif isinstance(problem, AlreadyClaimed):
        messages.info(request, str(problem))
    else:
        messages.warning(request, str(problem))
    return SeeOther("promotions:wallet")


@private_page
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wallet(request: CustomerRequest) -> HttpResponse:
    """What one has; a POST redeems a code."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _redeem(request, form.cleaned_data["code"])
        except DomainError as error:
            form.add_error("code", str(error))
        else:
            messages.success(request, _("The coupon is in your wallet."))
            return SeeOther("promotions:wallet")
    moment, state = now(), request.GET.get("state", "")
    own = selectors.wallet(request.user.pk, now=moment)
    tabs = wallet_tabs(own, current=state)
    page = {
        "form": form,
        "tabs": tabs,
        "current": next(tab for tab in tabs if tab.is_current),
        "coupons": own.in_state(state),
        "now": moment,
        "is_silent": selectors.is_silent(request.user.pk),
    }
    status = 422 if form.errors else 200
    return render(request, "promotions/coupons/wallet.html", page, status=status)


def _redeem(request: CustomerRequest, code: str) -> None:
    owner_id, address = request.user.pk, visitor_address(request)
    retried(
        lambda: redeem_code(code=code, owner_id=owner_id, address=address, now=now())
    )


@private_page
@login_required
@require_POST
def notices(request: CustomerRequest) -> HttpResponse:
    """`wanted=0` silences the messages before a coupon ends, `wanted=1` resumes them."""
    if request.POST.get("wanted") == "1":
        resume_notices(owner_id=request.user.pk)
    else:
        silence_notices(owner_id=request.user.pk, now=now())
    messages.success(request, _("Saved."))
    return SeeOther("promotions:wallet")


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def no_notices(request: HttpRequest) -> HttpResponse:
    """Where such a message leads who wants none any more: a button, no log-in."""
    owner_id = owner_of(request.GET.get("key", ""))
    if owner_id is None:
        raise Http404
    if request.method == "POST":
        silence_notices(owner_id=owner_id, now=now())
    page = {"is_silent": selectors.is_silent(owner_id)}
    return render(request, "promotions/coupons/no_notices.html", page)


@require_safe
@public_page
def goods(request: HttpRequest, named: str) -> HttpResponse:
    """What a coupon is good for."""
    template = get_object_or_404(CouponTemplate, pk=_id(named))
    ticket = selectors.tickets([template])[template.pk]
    return goods_page(
        request,
        template.goods,
        name=ticket.name,
        title=ticket.value,
        text=" · ".join((ticket.name, ticket.threshold, ticket.scope)),
        back=reverse("promotions:coupons"),
    )


def _id(text: str) -> int:
    """0 is nobody's."""
    return int(text) if ID.fullmatch(text) else 0
