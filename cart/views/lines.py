"""Changes of the basket's lines.  Somebody else's line is not there: 404."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cart import services
from cart.errors import CartGone
from cart.forms import OtherWayForm, QuantityForm, RestoreForm, SelectForm
from cart.models import Cart, CartLine
from cart.sessions import cart_to_fill, current_cart
from cart.views.page import answer, to_checkout
from catalog.selectors import line_facts
from shop.kernel.clock import now
from shop.kernel.errors import DomainError
from shop.kernel.http import private_page


@private_page
@require_POST
def change_line(request: HttpRequest, line_id: int) -> HttpResponse:
    cart = _cart_of(request)
    form = QuantityForm(request.POST)
    if not form.is_valid():
        _line_or_404(cart, line_id)
        return answer(request, cart, problem=form.message)
    problem = _try(
        services.set_quantity,
        cart_id=cart.pk,
        line_id=line_id,
        quantity=form.cleaned_data["quantity"],
    )
    return answer(request, cart, problem=problem)


@private_page
@require_POST
def select(request: HttpRequest) -> HttpResponse:
    """Tick or untick: one line, or all that can be ordered."""
    cart = _cart_of(request)
    form = SelectForm(request.POST)
    if not form.is_valid():
        return answer(request, cart, problem=_("Please choose an article."))
    wish = {"cart_id": cart.pk, "is_selected": form.cleaned_data["selected"]}
    line_id = form.cleaned_data["line"]
    if line_id is None:
        return answer(request, cart, problem=_try(services.select_all, **wish))
    problem = _try(services.select_line, line_id=line_id, **wish)
    return answer(request, cart, problem=problem)


@private_page
@require_POST
def buy_otherwise(request: HttpRequest, line_id: int) -> HttpResponse:
    """What its campaign refuses: through another deal, which leads to the check-out,
    or at the usual price with the rest of the basket."""
    cart = _cart_of(request)
    form = OtherWayForm(request.POST)
    if not form.is_valid():
        _line_or_404(cart, line_id)
        return answer(request, cart, problem=form.message)
    deal = form.cleaned_data["deal"]
    wish = {"cart_id": cart.pk, "line_id": line_id, "deal": deal, "now": now()}
    problem = _try(services.buy_otherwise, **wish)
    if problem or deal is None:
        return answer(request, cart, problem=problem)
    return to_checkout(request)


@private_page
@require_POST
def remove_line(request: HttpRequest, line_id: int) -> HttpResponse:
    """Taken out at once; the answer offers the way back."""
    cart = _cart_of(request)
    try:
        line = services.remove_line(cart_id=cart.pk, line_id=line_id)
    except CartLine.DoesNotExist as error:
        raise Http404 from error
    except CartGone as error:
        return answer(request, cart, problem=str(error))
    facts = line_facts([line.variant_id]).get(line.variant_id)
    undo = {
        "variant": line.variant_id,
        "quantity": line.quantity,
        "name": facts.name if facts else "",
    }
    return answer(request, cart, undo=undo)


@private_page
@require_POST
def restore_line(request: HttpRequest) -> HttpResponse:
    """Undo: the form says what to put back."""
    form = RestoreForm(request.POST)
    cart = cart_to_fill(request)
    if not form.is_valid():
        return answer(request, cart, problem=_("This can't be undone any more."))
    problem = _try(
        services.add_to_cart,
        cart_id=cart.pk,
        variant_id=form.cleaned_data["variant"],
        quantity=form.cleaned_data["quantity"],
        now=now(),
    )
    return answer(request, cart, problem=problem)


@private_page
@require_POST
def remove_unavailable(request: HttpRequest) -> HttpResponse:
    cart = _cart_of(request)
    problem = _try(services.remove_unavailable, cart_id=cart.pk)
    return answer(request, cart, problem=problem)


def _cart_of(request: HttpRequest) -> Cart:
    cart = current_cart(request)
    if cart is None:
        raise Http404
    return cart


def _line_or_404(cart: Cart, line_id: int) -> None:
    if not cart.lines.filter(pk=line_id).exists():
        raise Http404


def _try(change: Callable[..., Any], **wish: Any) -> str:
    """Do it; what the shopper is told when it is refused, else nothing."""
    try:
        change(**wish)
    except CartLine.DoesNotExist as error:
        raise Http404 from error
    except DomainError as error:
        return str(error)
    return ""
