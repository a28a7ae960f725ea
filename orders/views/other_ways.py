"""What its campaign refuses at the check-out: the other ways to buy it, there and then.

Whatever was filled in stays in the form.
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cart.choosing import ways_to_buy
from cart.forms import deal_from
from cart.models import Cart
from cart.selectors import CartPage, cart_page
from cart.services import buy_only, buy_through_deal
from catalog.models import Product
from shop.kernel.clock import now
from shop.kernel.errors import DomainError

ALONE = "alone"
NOT_KEPT = {"csrfmiddlewaretoken", "line", "seen_total", "deal", "update"}


def other_ways(
    request: HttpRequest, basket: CartPage, problem: DomainError | None
) -> HttpResponse | None:
    """The page that offers them; None where there are none."""
    line = basket.refused
    product = line and Product.objects.filter(pk=line.facts.product_id).first()
    panels = ways_to_buy(product, now=now()) if product else []
    if line is None or not panels:
        return None
    context = {
        "line": line,
        "problem": problem or line.problem,
        "panels": panels,
        "kept": [pair for pair in request.POST.items() if pair[0] not in NOT_KEPT],
        "alone": ALONE if line.facts.sellable >= line.quantity else "",
    }
    return render(request, "orders/other_ways.html", context, status=409)


def buy_otherwise(cart: Cart, way: str, *, now: datetime) -> None:
    """Have the refused line bought through another deal, or alone; nothing where none
    is refused (any more).  Raises what the basket's services raise; then nothing
    changed."""
    line = cart_page(cart, now=now).refused
    deal = deal_from(way)
    if line is None or (deal is None and way != ALONE):
        return
    pieces = {"cart_id": cart.pk, "variant_id": line.facts.variant_id}
    if deal is None:
        buy_only(**pieces, quantity=line.quantity, now=now)
    else:
        buy_through_deal(**pieces, quantity=line.quantity, deal=deal, now=now)
