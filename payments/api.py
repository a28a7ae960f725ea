"""The JSON API's way to the money.  Private.

What the client says of a payment proves nothing: the gateway's own word does.
"""

from typing import Annotated

from pydantic import WithJsonSchema

from accounts.requests import CustomerRequest
from accounts.services.wechat import openid_of
from orders.models import Order
from payments.errors import MethodNotOffered
from payments.gateways.base import Payer
from payments.services import start_in_mini_program
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
    order = Order.objects.filter(owner=request.user, number=sent.order_id).first()
    if order is None:
        raise NotThere
    payer = Payer(ip=visitor_address(request), openid=openid_of(request.user.pk))
    given = start_in_mini_program(order_id=order.pk, payer=payer, now=now())
    return Parameters(**given)
