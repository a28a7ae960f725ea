"""The JSON API's basket.  Private: each account has its own."""

from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja.responses import Status
from pydantic import ConfigDict, Field

from accounts.requests import CustomerRequest
from cart import services
from cart.errors import CartGone, NotOffered
from cart.forms import DEAL, deal_from
from cart.models import MOST_PIECES, Cart, CartLine
from cart.selectors import CartLineView, cart_page
from cart.services import cart_for
from cart.sessions import current_cart
from catalog.selectors import offered_variants
from shop.kernel.api.interface import endpoints
from shop.kernel.api.refusals import InvalidParams, NotThere
from shop.kernel.api.shapes import Id, Input, Money, Output
from shop.kernel.clock import now
from shop.kernel.pictures import absolute

router = endpoints("Cart")

Quantity = Annotated[int, Field(ge=1, le=MOST_PIECES)]
NOT_SENT: Any = None  # a null that is sent is wrong


class Line(Output):
    """`price` is what a piece costs now, `stock` how many could be bought of it."""

    id: int
    product_id: int
    variant_id: int
    name: str
    image: str
    options: dict[str, str]
    price: Money
    quantity: int
    selected: bool
    stock: int
    available: bool


class Basket(Output):
    items: list[Line]


class Added(Input):
    """A product alone says enough where it has but one variant."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"required": ["variantId"]}, {"required": ["productId"]}]
        }
    )

    variant_id: Id = NOT_SENT
    product_id: Id = NOT_SENT
    quantity: Quantity


class DealWanted(Input):
    """`deal` as the campaign says it: `flash:12`, `group:3`, `group:3:TEAM`."""

    deal: Annotated[str, Field(pattern=f"^{DEAL.pattern}$")]
    variant_id: Id
    quantity: Quantity


class Changed(Input):
    """At least one of them."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"required": ["quantity"]}, {"required": ["selected"]}]
        }
    )

    quantity: Quantity = NOT_SENT
    selected: bool = NOT_SENT


@router.get("/cart", response=Basket, url_name="cart")
def show(request: CustomerRequest) -> Basket:
    page = cart_page(current_cart(request), now=now())
    return Basket(items=[_line(request, line) for line in page.lines])


@router.post("/cart", response={200: Line, 201: Line})
def add(request: CustomerRequest, sent: Added) -> Any:
    """Reserves nothing.  200 where the basket had some of it: the pieces add up."""
    variant_id = _variant(sent)
    try:
        filled = services.fill_cart(
            cart_id=cart_for(owner_id=request.user.pk, token=None).pk,
            variant_id=variant_id,
            quantity=sent.quantity,
            now=now(),
        )
    except NotOffered as error:
        raise NotThere from error
    return Status(201 if filled.is_new else 200, _line(request, filled.line))


@router.post("/deals", response={201: Line})
def buy_through(request: CustomerRequest, sent: DealWanted) -> Any:
    """Exactly so many at a campaign's price, alone: the rest of the basket stays,
    unselected."""
    deal = deal_from(sent.deal)
    if deal is None:
        raise InvalidParams(deal=_("Enter a valid value."))
    try:
        line = services.fill_through_deal(
            cart_id=cart_for(owner_id=request.user.pk, token=None).pk,
            variant_id=sent.variant_id,
            quantity=sent.quantity,
            deal=deal,
            now=now(),
        )
    except NotOffered as error:
        raise NotThere from error
    return Status(201, _line(request, line))


@router.put("/cart/{line_id}", response=Line, url_name="cart-line")
def change(request: CustomerRequest, line_id: Id, sent: Changed) -> Line:
    """What is refused leaves the line exactly as it was."""
    if not sent.model_fields_set:
        raise InvalidParams(quantity=_("This field is required."))
    try:
        line = services.change_line(
            cart_id=_cart(request).pk,
            line_id=line_id,
            quantity=sent.quantity,
            is_selected=sent.selected,
            now=now(),
        )
    except (CartLine.DoesNotExist, CartGone) as error:
        raise NotThere from error
    return _line(request, line)


@router.delete("/cart/{line_id}", response={204: None}, url_name="cart-line")
def remove(request: CustomerRequest, line_id: Id) -> Any:
    try:
        services.remove_line(cart_id=_cart(request).pk, line_id=line_id)
    except (CartLine.DoesNotExist, CartGone) as error:
        raise NotThere from error
    return Status(204, None)


def _variant(sent: Added) -> int:
    if sent.variant_id is not None:
        return sent.variant_id
    if sent.product_id is None:
        raise InvalidParams(variantId=_("This field is required."))
    offered = offered_variants(sent.product_id)
    if not offered:
        raise NotThere
    if len(offered) > 1:
        raise InvalidParams(variantId=_("This field is required."))
    return offered[0]


def _cart(request: CustomerRequest) -> Cart:
    cart = current_cart(request)
    if cart is None:
        raise NotThere
    return cart


def _line(request: CustomerRequest, line: CartLineView) -> Line:
    facts = line.facts
    return Line(
        id=line.line_id,
        product_id=facts.product_id,
        variant_id=facts.variant_id,
        name=facts.name,
        image=absolute(request, facts.image),
        options=facts.options,
        price=line.price,
        quantity=line.quantity,
        selected=line.is_selected,
        stock=line.stock,
        available=line.is_orderable,
    )
