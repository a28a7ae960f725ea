"""Into the basket, from public pages.  What is not clear is asked, nothing is lost."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cart import services
from cart.choosing import chooser
from cart.errors import DealOver, NotOffered
from cart.forms import AddForm, picked_values
from cart.models import Cart, CartLine
from cart.selectors import ways_to_buy
from cart.sessions import cart_to_fill, pieces_in
from cart.views.page import to_checkout
from catalog.combinations import ids_of
from catalog.models import OptionValue, Product, Variant
from catalog.selectors import variant_for
from promotions.wishes import Deal, Shopper
from shop.kernel.clock import now
from shop.kernel.errors import DomainError
from shop.kernel.http import (
    SeeOther,
    private_page,
    public_form,
    wants_fragment,
)
from shop.kernel.translations import tr

LONGEST_ECHO = 20


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the form named: a product, its options, the variant they make, and what
    it is bought through."""

    product: Product
    picks: dict[int, int]
    variant: Variant | None
    deal: Deal | None = None


@public_form
@private_page
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """`go=cart` puts pieces in; `go=now` buys them alone, straight to the check-out,
    and so does a `deal`, through its campaign.

    Options that are missing and numbers that can't be are asked again: 422.
    """
    form = AddForm(request.POST)
    form.is_valid()
    if gone := _gone(request, form.wanted_deal):
        return gone
    wanted = _wanted(request, form)
    quantity = form.cleaned_data.get("quantity")
    if quantity is None or wanted.variant is None:
        message = "" if quantity else form.message
        return _ask(request, wanted, quantity_problem=message)
    deal = wanted.deal
    is_now = deal is not None or request.POST.get("go") == "now"
    put: Callable[..., CartLine] = services.buy_only if is_now else services.add_to_cart
    if deal is not None:
        put = partial(services.buy_through_deal, deal=deal)
    try:
        if deal is not None:
            services.refuse_if_gone(deal)  # before a basket is made
        cart = cart_to_fill(request)
        put(
            cart_id=cart.pk,
            variant_id=wanted.variant.pk,
            quantity=quantity,
            now=now(),
        )
    except NotOffered as error:
        return _ask(request, wanted, options_problem=str(error))
    except DealOver as error:
        return _ask(request, wanted, quantity_problem=str(error), refused=error)
    except DomainError as error:
        return _ask(request, wanted, quantity_problem=str(error))
    return _added(request, wanted.product, cart, is_now=is_now)


def _gone(request: HttpRequest, deal: Deal | None) -> HttpResponse | None:
    """Beside a public page a crowd that comes too late costs no query."""
    if deal is None or not wants_fragment(request):
        return None
    try:
        services.refuse_if_gone(deal)
    except DealOver as error:
        return _refused(request, {"quantity_problem": str(error)})
    return None


def _wanted(request: HttpRequest, form: AddForm) -> Wanted:
    """Raises Http404 where neither field names something for sale."""
    product_id, variant_id = (
        form.cleaned_data.get(name) for name in ("product", "variant")
    )
    if variant_id:
        variant = (
            Variant.objects.select_related("product").filter(pk=variant_id).first()
        )
        if variant is None or variant.product.status == Product.Status.DRAFT:
            raise Http404
        return Wanted(
            product=variant.product,
            picks=_picks_of(variant),
            variant=variant,
            deal=form.wanted_deal,
        )
    if not product_id:
        raise Http404
    picks = picked_values(request.POST)
    variant = variant_for(product_id, picks.values())
    product = variant.product if variant else _product(product_id)
    if product is None or product.status == Product.Status.DRAFT:
        raise Http404
    return Wanted(product=product, picks=picks, variant=variant, deal=form.wanted_deal)


def _product(product_id: int) -> Product | None:
    return Product.objects.filter(pk=product_id).first()


def _picks_of(variant: Variant) -> dict[int, int]:
    values = OptionValue.objects.filter(pk__in=ids_of(variant.key))
    return {value.option_id: value.pk for value in values}


def _ask(
    request: HttpRequest,
    wanted: Wanted,
    *,
    options_problem: str = "",
    quantity_problem: str = "",
    refused: DealOver | None = None,
) -> HttpResponse:
    """The question again, with what was sent kept and each message at its field.

    Where a deal was refused its campaign shows what else there is, as other teams or
    one's own; the buttons of the form buy without it then, and where it is over.
    """
    moment = now()
    product = wanted.product
    url = resolve_url("catalog:product", product.slug)
    panels = ways_to_buy(product.pk, url, now=moment) if refused else []
    if panels or (refused is not None and refused.is_over):
        wanted = replace(wanted, deal=None)
    page = chooser(
        product,
        wanted.picks,
        deal=wanted.deal,
        shopper=Shopper(owner_id=request.user.pk),
        now=moment,
    )
    if wanted.variant is None:
        options_problem = page.problem
    context = {
        "page": page,
        "options_problem": options_problem,
        "quantity_problem": quantity_problem,
        "quantity": request.POST.get("quantity", "1")[:LONGEST_ECHO],
        "is_now": request.POST.get("go") == "now",
        "deal": request.POST.get("deal", "")[:60] if wanted.deal else "",
        "panels": panels,
        "is_led": any(panel.sells for panel in panels),
        "back_url": page.url,
    }
    return _refused(request, context)


def _refused(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    name = "cart/_refused.html" if wants_fragment(request) else "cart/choose.html"
    response = render(request, name, context, status=422)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _added(
    request: HttpRequest, product: Product, cart: Cart, *, is_now: bool
) -> HttpResponse:
    if is_now:
        response = to_checkout(request)
    elif not wants_fragment(request):
        messages.success(request, _("Added to your cart."))
        response = SeeOther("cart:show")
    else:
        facts = {"name": tr(product, "name"), "pieces": pieces_in(cart)}
        response = render(request, "cart/_added.html", facts)
    patch_vary_headers(response, ["HX-Request"])
    return response
