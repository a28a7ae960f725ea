"""The check-out: one page, one form; the server prices it again when it is placed."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.errors import AddressBookFull
from accounts.forms import AddressForm
from accounts.models import Address
from accounts.regions import COUNTRIES, HOME, Place, place_of
from accounts.services import save_address
from cart.forms import OtherWayForm
from cart.models import Cart
from cart.selectors import CartPage, cart_page
from cart.services import note_prices
from cart.sessions import current_cart
from orders.access import remember_order
from orders.errors import AlreadyOrdered, PriceChanged
from orders.forms import NEW, CheckoutForm, amount_from, lines_from, wish_from
from orders.selectors import checkout_page
from orders.services import Checkout, place_order
from orders.views.other_ways import buy_refused_otherwise, other_ways
from orders.views.redeeming import coupon_of_code
from promotions.wishes import Wish
from shop.kernel.clock import now
from shop.kernel.errors import DomainError
from shop.kernel.failpoints import failpoint
from shop.kernel.http import SeeOther, is_speculative, private_page, wants_fragment
from shop.kernel.retry import retried


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The two forms of the page, and what they are about."""

    cart: Cart
    book: list[Address]
    form: CheckoutForm
    address_form: AddressForm
    code_problem: str = ""

    @property
    def is_blank(self) -> bool:
        """Nothing was filled in yet: the fields are the same for everybody."""
        return not self.form.is_bound and not self.form.data

    @property
    def chosen(self) -> str:
        """`new`, or the id of an entry of the book."""
        sent = str(self.form.data.get("address", ""))
        ids = [str(address.pk) for address in self.book]
        if sent in ids or not ids or sent == NEW:
            return sent if sent in ids else NEW
        return ids[0]

    @property
    def place(self) -> Place:
        """As far as it is known: a form that is half filled in is priced too."""
        for address in self.book:
            if str(address.pk) == self.chosen:
                return place_of(address.address_fields())
        sent = self.address_form.data
        country, province = (str(sent.get(key, "")) for key in ("country", "province"))
        known = country if country in dict(COUNTRIES) else HOME
        return place_of({"country": known, "province": province})

    @property
    def wish(self) -> Wish:
        """What is to be taken off; the best coupon until another one is chosen."""
        return wish_from(self.form.data)

    def address_fields(self) -> dict[str, str]:
        for address in self.book:
            if str(address.pk) == self.chosen:
                return address.address_fields()
        return self.address_form.address_fields()

    def is_valid(self) -> bool:
        """Both are asked, so that every mistake shows at once."""
        is_valid = self.form.is_valid()
        return (self.chosen != NEW or self.address_form.is_valid()) and is_valid


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    """`update` only prices again, `deal` says how else to buy what was refused; any
    other POST places the order.  A code that was typed is redeemed first, whichever
    button was pressed."""
    cart = current_cart(request)
    if cart is None:
        return _to_cart(request)
    if request.method != "POST":
        return _page(request, _desk(request, cart, None))
    if "deal" in request.POST:
        return _buy_otherwise(request, cart)
    if request.POST.get("code", "").strip() and not wants_fragment(request):
        return _redeem(request, cart)
    if "update" in request.POST:
        return _page(request, _desk(request, cart, None, kept=request.POST))
    return _place(request, _desk(request, cart, request.POST))


def _redeem(request: HttpRequest, cart: Cart) -> HttpResponse:
    """The same page with the coupon chosen that a code brings, or why it brings none."""
    said, problem = request.POST.copy(), ""
    try:
        said["coupon"] = str(coupon_of_code(request, said.get("code", "")))
        said["code"] = ""
    except DomainError as error:
        problem = str(error)
    else:
        messages.success(request, _("The coupon is in your wallet."))
    desk = _desk(request, cart, None, kept=said)
    desk = replace(desk, code_problem=problem)
    return _page(request, desk, status=422 if problem else 200)


def _buy_otherwise(request: HttpRequest, cart: Cart) -> HttpResponse:
    """The same page with the other way chosen, or why that can't be either."""
    desk = _desk(request, cart, None, kept=request.POST)
    try:
        buy_refused_otherwise(cart, OtherWayForm(request.POST), now=now())
    except DomainError as error:
        return _page(request, desk, status=409, problem=error)
    return _page(request, desk)


def _desk(
    request: HttpRequest,
    cart: Cart,
    data: QueryDict | None,
    kept: QueryDict | None = None,
) -> Desk:
    """With `kept`, what was sent is shown again and nothing is complained about."""
    user = request.user
    book = list(user.addresses.all()) if user.is_authenticated else []
    form, address_form = CheckoutForm(data, book=book), AddressForm(data)
    if kept is not None:
        form.initial = form.data = kept.dict()
        address_form.initial = address_form.data = kept.dict()
    return Desk(cart=cart, book=book, form=form, address_form=address_form)


def _place(request: HttpRequest, desk: Desk) -> HttpResponse:
    """To the payment; a second submit of the same lines finds the same order."""
    if not desk.is_valid():
        return _page(request, desk, status=422)
    try:
        wish = _wish(request, desk)
        placed = retried(lambda: place_order(checkout=wish, now=now()))
    except AlreadyOrdered as error:
        return _to_order(request, error)
    except DomainError as error:
        return _page(request, desk, status=409, problem=error)
    failpoint("order.before_answer")
    if not request.user.is_authenticated:
        remember_order(request, placed.order.number)
    elif placed.is_new and desk.chosen == NEW:
        _keep_address(request.user.pk, desk)
    return SeeOther("payments:pay", placed.order.number)


def _to_order(request: HttpRequest, error: AlreadyOrdered) -> HttpResponse:
    """The basket's lines are that order: whoever has the basket may see it."""
    if not request.user.is_authenticated:
        remember_order(request, error.number)
    messages.warning(request, str(error))
    return SeeOther("orders:show", error.number)


def _wish(request: HttpRequest, desk: Desk) -> Checkout:
    said, user = desk.form.cleaned_data, request.user
    return Checkout(
        cart_id=desk.cart.pk,
        owner_id=user.pk if user.is_authenticated else None,
        lines=lines_from(request.POST.getlist("line")),
        address=desk.address_fields(),
        email=(user.email or "") if user.is_authenticated else said["email"],
        shipping_code=said["shipping"],
        seen_total=amount_from(request.POST.get("seen_total", "")),
        language=get_language() or "",
        note=said["note"],
        wish=desk.wish,
    )


def _keep_address(owner_id: int, desk: Desk) -> None:
    """Into the book for the next time; a full book is no reason to fail."""
    try:
        save_address(owner_id=owner_id, fields=desk.address_fields())
    except AddressBookFull:
        return


def _page(
    request: HttpRequest,
    desk: Desk,
    *,
    status: int = 200,
    problem: DomainError | None = None,
) -> HttpResponse:
    basket = cart_page(desk.cart, now=now(), wish=desk.wish)
    if not basket.selected:
        return other_ways(request, basket, problem) or _to_cart(request, problem)
    asked = lines_from(request.POST.getlist("line"))
    page = checkout_page(
        basket,
        owner_id=request.user.pk,
        place=desk.place,
        shipping=str(desk.form.data.get("shipping", "")),
        asked=asked,
    )
    context = {"page": page, "desk": desk, "problem": problem, "status": status}
    context["seen"] = problem.seen if isinstance(problem, PriceChanged) else None
    if wants_fragment(request) and status == 200:
        return render(request, "orders/_checkout_parts.html", context)
    response = render(request, "orders/checkout.html", context, status=status)
    if not is_speculative(request):
        _note_seen(desk.cart, basket)
    return response


def _note_seen(cart: Cart, basket: CartPage) -> None:
    changed = {
        line.line_id: line.price for line in basket.lines if line.price_was is not None
    }
    note_prices(cart_id=cart.pk, prices=changed)


def _to_cart(request: HttpRequest, problem: Any = None) -> HttpResponse:
    text = str(problem) if problem else _("Tick what you want to buy first.")
    messages.warning(request, text)
    return SeeOther("cart:show")
