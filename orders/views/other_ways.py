"""What its campaign refuses at the check-out: the other ways to buy it, there and then.

Whatever was filled in stays in the form.
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cart.forms import OtherWayForm
from cart.models import Cart, CartLine
from cart.selectors import CartPage, cart_page, ways_of
from cart.services import buy_otherwise
from shop.kernel.clock import now
from shop.kernel.errors import DomainError

NOT_KEPT = {"csrfmiddlewaretoken", "line", "seen_total", "deal", "update"}


def other_ways(
    request: HttpRequest, basket: CartPage, problem: DomainError | None
) -> HttpResponse | None:
    """The page that offers them; None where no campaign has any."""
    line = basket.refused
    ways = ways_of(line, now=now()) if line else None
    if line is None or ways is None or not ways.panels:
        return None
    context = {
        "line": line,
        "problem": problem or line.problem,
        "ways": ways,
        "kept": [pair for pair in request.POST.items() if pair[0] not in NOT_KEPT],
    }
    return render(request, "orders/other_ways.html", context, status=409)


def buy_refused_otherwise(cart: Cart, form: OtherWayForm, *, now: datetime) -> None:
    """Nothing where no line is refused (any more), or the way is none.  Raises what the
    basket's services raise; then nothing changed."""
    line = cart_page(cart, now=now).refused
    if line is None or not form.is_valid():
        return
    deal = form.cleaned_data["deal"]
    try:
        buy_otherwise(cart_id=cart.pk, line_id=line.line_id, deal=deal, now=now)
    except CartLine.DoesNotExist:
        return  # taken out or ordered by another tab
