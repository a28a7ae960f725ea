"""Finds the basket of the person behind a request."""

import secrets

from django.db.models import QuerySet
from django.http import HttpRequest

from cart.models import Cart, CartLine
from cart.services import cart_for
from shop.kernel.prepared import prepared
from shop.kernel.prepared_writes import insert

SESSION_KEY = "cart"


def current_cart(request: HttpRequest) -> Cart | None:
    """The basket, or None where there is none yet.  Makes nothing, sets no cookie."""
    if request.user.is_authenticated:
        return Cart.objects.filter(owner_id=request.user.pk).first()
    token = request.session.get(SESSION_KEY)
    return next(iter(_guests(token=token)), None) if token else None


@prepared
def _guests(token: str) -> QuerySet[Cart]:
    return Cart.objects.filter(token=token)


def cart_to_fill(request: HttpRequest) -> Cart:
    """The basket, made when it is missing; a guest's session then holds its token."""
    if request.user.is_authenticated:
        return cart_for(owner_id=request.user.pk, token=None)
    if token := request.session.get(SESSION_KEY):
        return cart_for(owner_id=None, token=token)
    request.session[SESSION_KEY] = token = secrets.token_urlsafe(32)
    insert([cart := Cart(token=token)])
    return cart


def count_pieces(request: HttpRequest) -> int:
    """How many pieces are in the basket, for the badge: one query, or none."""
    if not request.user.is_authenticated and SESSION_KEY not in request.session:
        return 0
    cart = current_cart(request)
    return pieces_in(cart) if cart else 0


def pieces_in(cart: Cart) -> int:
    return sum(_quantities(cart_id=cart.pk))


@prepared
def _quantities(cart_id: int) -> QuerySet[CartLine, int]:
    return CartLine.objects.filter(cart=cart_id).values_list("quantity", flat=True)
