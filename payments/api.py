"""The JSON API's way to the money.  Private.

What the client says of a payment proves nothing: the gateway's own word does.
"""

from typing import Annotated, Any

from ninja.responses import Status
from pydantic import WithJsonSchema

from accounts.requests import CustomerRequest
from accounts.services.wechat import openid_of
from orders.models import Order
from orders.reasons import CancelReason
from orders.states import Actor
from payments.errors import MethodNotOffered
from payments.gateways.base import Payer
from payments.services import cancel_order, start_in_mini_program
from shop.kernel.api.interface import endpoints
from shop.kernel.api.refusals import InvalidParams, NotThere
from shop.kernel.api.shapes import Input, Output, TextId
from shop.kernel.clock import now
from shop.kernel.network import visitor_address

router = endpoints("Payments")

WECHAT = "wechat"


class Charge(Input):
    """WeChat's is the one method that has such parameters."""

    order_id: TextId
    payment_method: Annotated[str, WithJsonSchema({"const": WECHAT})]


class GivenUp(Input):
    order_id: TextId


class Parameters(Output):
    """For `wx.requestPayment`, as they are."""

    time_stamp: str
    nonce_str: str
    package: str
    sign_type: str
    pay_sign: str


@router.post("/payment/create", response=Parameters)
def create(request: CustomerRequest, sent: Charge) -> Parameters:
    """Asked again, it is the same charge."""
    if sent.payment_method != WECHAT:
        raise InvalidParams(paymentMethod=MethodNotOffered.message)
    order = _own(request, sent.order_id)
    payer = Payer(ip=visitor_address(request), openid=openid_of(request.user.pk))
    given = start_in_mini_program(order_id=order.pk, payer=payer, now=now())
    return Parameters(**given)


@router.post("/payment/cancel", response={204: None})
def cancel(request: CustomerRequest, sent: GivenUp) -> Any:
    """The order is given up, before it is shipped; what was paid goes back by itself."""
    cancel_order(
        order_id=_own(request, sent.order_id).pk,
        now=now(),
        actor=Actor.BUYER,
        reason=CancelReason.OTHER,
        user=request.user,
    )
    return Status(204, None)


def _own(request: CustomerRequest, number: str) -> Order:
    order = Order.objects.filter(owner=request.user, number=number).first()
    if order is None:
        raise NotThere
    return order
