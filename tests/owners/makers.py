"""Makes what an address is about: an order, a basket's line, an entry of a book."""

import json
from functools import partial

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import Address
from cart.models import Cart, CartLine
from orders.models import Order
from orders.numbers import key_of
from orders.services import Recipient, issue_invoice
from payments.models import PaymentAttempt
from tests.accounts.factories import make_address, make_user
from tests.cart.factories import make_cart
from tests.catalog.factories import make_category, make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order, ship
from tests.owners.people import Person
from tests.owners.rules import Thing, Values, guarded_by
from tests.payments.factories import make_paid_order, paid_body, start_attempt
from tests.promotions.coupons.factories import make_template
from tests.promotions.factories import make_offer
from tests.promotions.group_buys.factories import make_running, open_team

# --- what is somebody's --------------------------------------------------------------


def _everybody(request: HttpRequest, order: Order) -> bool:
    return True


of_orders = guarded_by("orders.access.may_see", _everybody)


def _order(order: Order) -> Thing:
    return Thing(row=order, names={"number": order.number})


@of_orders
def unpaid_order(who: Person) -> Thing:
    return _order(who.remember(make_order(make_variant(), owner=who.user)))


@of_orders
def order_at_the_bank(who: Person) -> Thing:
    thing = unpaid_order(who)
    start_attempt(thing.row)  # type: ignore[arg-type]
    return thing


@of_orders
def paid_order(who: Person) -> Thing:
    return _order(who.remember(make_paid_order(make_variant(), owner=who.user)))


@of_orders
def shipped_order(who: Person) -> Thing:
    thing = paid_order(who)
    ship(thing.row)  # type: ignore[arg-type]
    return thing


@of_orders
def invoice(who: Person) -> Thing:
    """Named by its order and its own number."""
    order = paid_order(who).row
    written = issue_invoice(
        order_id=order.pk, recipient=Recipient(title="Mei"), now=NOON
    )
    names = {"number": written.order.number, "invoice": written.number}
    return Thing(row=written, names=names)


@guarded_by("payments.views.returning.may_see", _everybody)
def return_from_the_bank(who: Person) -> Thing:
    thing = order_at_the_bank(who)
    attempt = PaymentAttempt.objects.get(order=thing.row)
    asks = {"out_trade_no": attempt.out_trade_no}
    return Thing(row=attempt, fixed={"gateway": "demo"}, asks=asks)


def _basket_of_the_line(request: HttpRequest) -> Cart | None:
    named = request.resolver_match.kwargs if request.resolver_match else {}
    line_id = named.get("line_id") or request.POST.get("line")
    return Cart.objects.filter(lines__pk=line_id).first()


of_baskets = guarded_by("cart.views.lines.current_cart", _basket_of_the_line)


@of_baskets
def basket_line(who: Person) -> Thing:
    cart = make_cart(make_variant(), owner=who.user)
    who.carry(cart.token)
    line = cart.lines.get()
    return Thing(row=line, names={"line_id": line.pk})


@of_baskets
def unticked_line(who: Person) -> Thing:
    thing = basket_line(who)
    CartLine.objects.filter(pk=thing.row.pk).update(is_selected=False)
    return thing


@of_baskets
def ticked_line(who: Person) -> Thing:
    line = basket_line(who).row
    return Thing(row=line, sends={"line": line.pk})


@guarded_by(
    "accounts.views.addresses._own",
    lambda request, address_id: get_object_or_404(Address, pk=address_id),
)
def second_address(who: Person) -> Thing:
    """Not the default one, so that it can become it."""
    if who.user is None:  # a guest has no book; somebody's address is asked for
        return second_address(Person(user=make_user(), client=who.client))
    make_address(who.user)
    address = make_address(who.user)
    return Thing(row=address, names={"address_id": address.pk})


# --- what is everybody's -------------------------------------------------------------


def category() -> Values:
    return {"slug": make_category().slug}


def product() -> Values:
    return {"slug": make_variant().product.slug}


def coupon_on_offer() -> Values:
    return {"named": str(make_template().pk)}


def offer_that_runs() -> Values:
    return {"named": str(make_offer().pk)}


def team() -> Values:
    return {"code": open_team(make_running(make_variant(on_hand=20))).code}


def section_of_the_sitemap() -> Values:
    return {"section": "products"}


def picture() -> Values:
    return {"name": default_storage.save("owners.webp", ContentFile(b"RIFF"))}


# --- what a secret opens -------------------------------------------------------------


def guest_link() -> Values:
    number = make_order(make_variant()).number
    return {"number": number, "token": key_of(number)}


def trade_at_the_demo_bank() -> Values:
    attempt = start_attempt(make_order(make_variant()))
    return {"out_trade_no": attempt.out_trade_no}


def link_that_confirms_an_address() -> Values:
    user = make_user()
    EmailAddress.objects.update(verified=False)
    return {"key": EmailConfirmationHMAC(EmailAddress.objects.get(user=user)).key}


def link_that_resets_a_password() -> Values:
    user = make_user()
    return {
        "uidb36": user_pk_to_url_str(user),
        "key": default_token_generator.make_token(user),
    }


# --- what a signature opens ----------------------------------------------------------


def _message_to(code: str) -> tuple[Values, bytes]:
    attempt = start_attempt(make_order(make_variant()))
    return {"gateway": code}, paid_body(attempt)


message_of_the_demo_bank = partial(_message_to, "demo")


def question_to_the_demo_bank() -> tuple[Values, bytes]:
    attempt = start_attempt(make_order(make_variant()))
    asked = {"operation": "close", "out_trade_no": attempt.out_trade_no}
    return {"operation": "close"}, json.dumps(asked).encode()
