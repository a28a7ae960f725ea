from payments.models.attempt import PaymentAttempt
from payments.models.demo import DemoFault, DemoMessage, DemoRefund, DemoTrade
from payments.models.event import GatewayEvent
from payments.models.refund import Refund

__all__ = [
    "DemoFault",
    "DemoMessage",
    "DemoRefund",
    "DemoTrade",
    "GatewayEvent",
    "PaymentAttempt",
    "Refund",
]
