from payments.models.approval import RefundLimit, RefundProposal
from payments.models.attempt import PaymentAttempt
from payments.models.case import MoneyCase
from payments.models.demo import DemoFault, DemoMessage, DemoRefund, DemoTrade
from payments.models.difference import Difference
from payments.models.event import GatewayEvent
from payments.models.refund import Refund, RefundLine
from payments.models.statement import Statement, StatementLine

__all__ = [
    "DemoFault",
    "DemoMessage",
    "DemoRefund",
    "DemoTrade",
    "Difference",
    "GatewayEvent",
    "MoneyCase",
    "PaymentAttempt",
    "Refund",
    "RefundLimit",
    "RefundLine",
    "RefundProposal",
    "Statement",
    "StatementLine",
]
