"""The coupon centre, which is everybody's, and the wallet, which is one's own."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.requests import CustomerRequest
from catalog.selectors import category_tree
from catalog.selectors.listing import PageBeyondTheEnd, listing
from catalog.wishes import wishes_from
from promotions.coupons import selectors
from promotions.coupons.errors import AccountNeeded, AlreadyClaimed
from promotions.coupons.forms import CodeForm
from promotions.coupons.models import CouponTemplate
from promotions.coupons.services import claim_coupon, redeem_code
from promotions.coupons.tabs import wallet_tabs
from shop.kernel.clock import now
from shop.kernel.errors import DomainError
from shop.kernel.http import SeeOther, private_page, public_form, public_page
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
    """`coupon` into the wallet; a guest logs in first and comes back to the centre."""
    if not request.user.is_authenticated:
        messages.info(request, str(AccountNeeded.message))
        back = urlencode({"next": reverse("promotions:coupons")})
        return SeeOther(f"{reverse('account_login')}?{back}")
    template_id, owner_id = _id(request.POST.get("coupon", "")), request.user.pk
    try:
        retried(
            lambda: claim_coupon(template_id=template_id, owner_id=owner_id, now=now())
        )
    except AlreadyClaimed as error:
        messages.info(request, str(error))
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("The coupon is in your wallet."))
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
    page = {
        "form": form,
        "tabs": wallet_tabs(own, current=state),
        "coupons": own.in_state(state),
        "now": moment,
    }
    status = 422 if form.errors else 200
    return render(request, "promotions/coupons/wallet.html", page, status=status)


def _redeem(request: CustomerRequest, code: str) -> None:
    owner_id, address = request.user.pk, visitor_address(request)
    retried(
        lambda: redeem_code(code=code, owner_id=owner_id, address=address, now=now())
    )


@require_safe
@public_page
def goods(request: HttpRequest, named: str) -> HttpResponse:
    """What a coupon is good for."""
    moment = now()
    template = get_object_or_404(CouponTemplate, pk=_id(named))
    found = selectors.eligible_goods(template)
    try:
        listed = listing(found, wishes_from(request.GET), now=moment)
    except PageBeyondTheEnd as error:
        raise Http404(_("There are fewer pages than that.")) from error
    page = {
        "ticket": selectors.tickets([template])[template.pk],
        "listing": listed,
        "nav": category_tree().links(),
    }
    return render(request, "promotions/coupons/goods.html", page)


def _id(text: str) -> int:
    """0 is nobody's."""
    return int(text) if ID.fullmatch(text) else 0
