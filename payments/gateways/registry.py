"""The gateways there are, in the order shoppers see them."""

from django.http import HttpRequest

from payments.errors import MethodNotOffered
from payments.gateways.base import Gateway
from payments.gateways.demo.gateway import DemoGateway

GATEWAYS: dict[str, Gateway] = {gateway.code: gateway for gateway in (DemoGateway(),)}


def gateway_named(code: str) -> Gateway:
    """Raises MethodNotOffered."""
    try:
        return GATEWAYS[code]
    except KeyError:
        raise MethodNotOffered from None


def offered(request: HttpRequest) -> list[Gateway]:
    """The ways to pay in this browser."""
    return [gateway for gateway in GATEWAYS.values() if gateway.is_offered(request)]
