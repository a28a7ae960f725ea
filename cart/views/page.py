"""The basket's page, and the part of it that every change answers with."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from cart.models import Cart
from cart.selectors import (
    CartPage,
    cart_page,
    usual_place,
    with_estimate,
    with_other_ways,
)
from cart.services import note_prices
from cart.sessions import current_cart
from catalog.models import Product
from catalog.selectors import product_cards
from shop.kernel.clock import now
from shop.kernel.http import SeeOther, is_speculative, private_page, wants_fragment

UNDO = "cart_undo"
SUGGESTED = 4


@private_page
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The whole basket.  What is shown here counts as seen, unless it is only guessed."""
    cart = current_cart(request)
    page = _page(request, cart)
    changed = changed_prices(page)
    if cart and changed and not is_speculative(request):
        note_prices(cart_id=cart.pk, prices=changed)
    undo = request.session.pop(UNDO, None) if UNDO in request.session else None
    context = {"page": page, "pieces": page.pieces, "undo": undo, "tab": "cart"}
    if not page.lines:
        bestsellers = Product.objects.on_sale().order_by("-sold_count", "-pk")
        context["cards"] = product_cards(bestsellers[:SUGGESTED], now=now())
    return render(request, "cart/show.html", context)


def changed_prices(page: CartPage) -> dict[int, Any]:
    return {
        line.line_id: line.price for line in page.lines if line.price_was is not None
    }


def answer(
    request: HttpRequest,
    cart: Cart | None,
    *,
    problem: str = "",
    undo: dict[str, Any] | None = None,
) -> HttpResponse:
    """After a change: the basket for htmx, the basket's page for a plain form.

    `undo` offers the way back for a line that was taken out.
    """
    if wants_fragment(request):
        page = _page(request, cart)
        context = {"page": page, "undo": undo, "problem": problem}
        response = render(request, "cart/_changed.html", context)
    else:
        if problem:
            messages.error(request, problem)
        if undo:
            request.session[UNDO] = undo
        response = SeeOther("cart:show")
    patch_vary_headers(response, ["HX-Request"])
    return response


def to_checkout(request: HttpRequest) -> HttpResponse:
    """What was pressed buys at once."""
    target = resolve_url("orders:checkout")
    if not wants_fragment(request):
        return SeeOther(target)
    return HttpResponse(headers={"HX-Redirect": target})


def _page(request: HttpRequest, cart: Cart | None) -> CartPage:
    """The basket, with the delivery that its owner's usual address would have."""
    moment = now()
    page = with_other_ways(cart_page(cart, now=moment), now=moment)
    if not page.selected:
        return page
    return with_estimate(page, place=usual_place(request.user.pk))
