"""The pages that are looked at one by one, and who stands before them."""

from dataclasses import dataclass

from django.test import Client

from accounts.models import User
from catalog.models import Variant
from orders.models import Order
from promotions.models import Team
from tests.browser.visitor import Visitor
from tests.walks import guest_with, signed_in

GUEST, BUYER, MEI, TOM = "guest", "buyer", "mei@example.com", "tom@example.com"


@dataclass(frozen=True, kw_only=True)
class Place:
    """`path` may name the visitor's own order in one of `STATES`, like `{paid}`, or
    the `{team}` of the shop's group buy.

    `press` selects a button to press on arrival, `status` what the page answers with.
    """

    path: str
    who: str = GUEST
    press: str = ""
    status: int = 200


PLACES = {
    "home": Place(path="/"),
    "categories": Place(path="/categories/"),
    "category": Place(path="/categories/glass-drinkware/"),
    "filtered": Place(path="/categories/tableware/?f-material=wood&min=99999"),
    "search": Place(path="/search/?q=vase"),
    "search-start": Place(path="/search/"),
    "search-nothing": Place(path="/search/?q=zeppelin"),
    "product": Place(path="/products/trek-bottle/"),
    "product-group": Place(path="/products/mist-tea-glass/"),
    "team": Place(path="/group-buys/{team}/"),
    "flash-sales": Place(path="/flash-sales/"),
    "wallet": Place(path="/account/coupons/", who=TOM),
    "product-sold-out": Place(path="/products/dune-pouf/"),
    "help": Place(path="/support/"),
    "terms": Place(path="/support/terms/"),
    "lost": Place(path="/nowhere/", status=404),
    "cart-empty": Place(path="/cart/"),
    "find": Place(path="/orders/find/"),
    "login": Place(path="/account/login/"),
    "login-errors": Place(
        path="/account/login/", press=".entrance__form .btn", status=422
    ),
    "signup": Place(path="/account/signup/"),
    "reset": Place(path="/account/password/reset/"),
    "cart": Place(path="/cart/", who=BUYER),
    "checkout": Place(path="/checkout/", who=BUYER),
    "checkout-errors": Place(
        path="/checkout/", who=BUYER, press=".action-bar .btn", status=422
    ),
    "orders": Place(path="/orders/", who=TOM),
    "order-shipped": Place(path="/orders/{shipped}/", who=TOM),
    "order-partly": Place(path="/orders/{partly}/", who=TOM),
    "orders-nothing": Place(path="/orders/?q=zeppelin", who=TOM),
    "order-address": Place(path="/orders/{paid}/address/", who=TOM),
    "order-extend": Place(path="/orders/{shipped}/extend/", who=TOM),
    "order-invoice": Place(path="/orders/{paid}/invoice/", who=TOM),
    "order-unpaid": Place(path="/orders/{unpaid}/", who=MEI),
    "pay": Place(path="/orders/{unpaid}/pay/", who=MEI),
    "cancel": Place(path="/orders/{unpaid}/cancel/", who=MEI),
    "done": Place(path="/orders/{paid}/pay/done/", who=MEI),
    "account": Place(path="/account/", who=TOM),
    "addresses": Place(path="/account/addresses/", who=TOM),
    "address": Place(path="/account/addresses/new/", who=TOM),
    "profile": Place(path="/account/profile/", who=TOM),
    "security": Place(path="/account/security/", who=TOM),
}
STATES = {
    "unpaid": "pending_payment",
    "paid": "awaiting_shipment",
    "shipped": "shipped",
    "partly": "partially_shipped",
}


def arrive(visitor: Visitor, place: Place, *, prefix: str = "") -> None:
    visitor.expected = {place.status}
    visitor.go(f"{prefix}{_path(place)}")
    if place.press:
        visitor.page.locator(place.press).click()
        visitor.page.get_by_role("alert").first.wait_for()
        visitor.page.wait_for_load_state()  # with its stylesheet


def client_of(place: Place) -> Client | None:
    if place.who == GUEST:
        return None
    if place.who == BUYER:
        mug, bottle = (
            Variant.objects.get(sku=sku) for sku in ("OND-PM03-OAT", "OND-TB23-CLY")
        )
        return guest_with(mug, bottle, quantity=2)[0]
    return signed_in(User.objects.get(email=place.who))


def _path(place: Place) -> str:
    if "{team}" in place.path:
        return place.path.format(team=Team.objects.earliest("pk").code)
    for name, status in STATES.items():
        if f"{{{name}}}" in place.path:
            orders = Order.objects.filter(owner__email=place.who, status=status)
            return place.path.format_map({name: orders.earliest("pk").number})
    return place.path
