from payments.models.attempt import PaymentAttempt
from payments.models.demo import DemoRefund, DemoTrade
from payments.models.event import GatewayEvent
from payments.models.refund import Refund

__all__ = ["DemoRefund", "DemoTrade", "GatewayEvent", "PaymentAttempt", "Refund"]
