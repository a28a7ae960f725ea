from payments.models.approval import RefundLimit, RefundProposal
from payments.models.attempt import PaymentAttempt
from payments.models.case import MoneyCase
from payments.models.demo import DemoFault, DemoMessage, DemoRefund, DemoTrade
from payments.models.event import GatewayEvent
from payments.models.refund import Refund, RefundLine

__all__ = [
    "DemoFault",
    "DemoMessage",
    "DemoRefund",
    "DemoTrade",
    "GatewayEvent",
    "MoneyCase",
    "PaymentAttempt",
    "Refund",
    "RefundLimit",
    "RefundLine",
    "RefundProposal",
]
