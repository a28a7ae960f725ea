"""The gateways there are, in the order shoppers see them."""

from django.http import HttpRequest

from payments.errors import GatewayAway, MethodNotOffered
from payments.gateways.alipay.gateway import AlipayGateway
from payments.gateways.base import Gateway, MiniGateway
from payments.gateways.demo.gateway import DemoGateway
from payments.gateways.stripe.gateway import StripeGateway
from payments.gateways.watch import is_resting
from payments.gateways.wechat.gateway import WeChatGateway
from payments.gateways.wechat.prepaying import MINI
from payments.labels import LABELS

WECHAT, DEMO = WeChatGateway(), DemoGateway()
EVERY: tuple[Gateway, ...] = (WECHAT, AlipayGateway(), StripeGateway(), DEMO)
GATEWAYS: dict[str, Gateway] = {gateway.code: gateway for gateway in EVERY}
LABELS.update({gateway.code: gateway.label for gateway in EVERY})


def gateway_named(code: str) -> Gateway:
    """Raises MethodNotOffered."""
    try:
        return GATEWAYS[code]
    except KeyError:
        raise MethodNotOffered from None


def gateway_label(code: str) -> str:
    """What a gateway is called; one that is gone keeps its code."""
    gateway = GATEWAYS.get(code)
    return str(gateway.label) if gateway else code


def gateway_of(code: str) -> Gateway:
    """That of an attempt.  One that the shop has given up since is away for good: its
    orders end all the same.  Raises GatewayAway."""
    try:
        return GATEWAYS[code]
    except KeyError:
        raise GatewayAway from None


def offered(request: HttpRequest) -> list[Gateway]:
    """The ways to pay in this browser, without those that are away at the moment."""
    return [one for one in _fitting(request) if not is_resting(one.code)]


def resting(request: HttpRequest) -> list[Gateway]:
    """Ways that would be offered if they were not away at the moment."""
    return [one for one in _fitting(request) if is_resting(one.code)]


def _fitting(request: HttpRequest) -> list[Gateway]:
    return [gateway for gateway in GATEWAYS.values() if gateway.is_offered(request)]


def keeping_books() -> list[Gateway]:
    """Configured, and of real money: the gateways that have statements."""
    return [
        gateway
        for gateway in GATEWAYS.values()
        if gateway.code != DemoGateway.code and gateway.is_configured()
    ]


def mini_gateway() -> tuple[MiniGateway, str]:
    """Who pays in the mini-program, and by which of its ways: WeChat Pay, for which
    the demo gateway stands in until it is set up.  Raises MethodNotOffered."""
    if WECHAT.is_configured():
        return WECHAT, MINI
    if DEMO.is_configured():
        return DEMO, ""
    raise MethodNotOffered


def is_switched_on(method: str) -> bool:
    """Can an order be paid like that, whichever browser it is ordered in?"""
    if method == WECHAT.code:
        return WECHAT.is_configured() or DEMO.is_configured()
    gateway = GATEWAYS.get(method)
    return gateway is not None and gateway.is_configured()
