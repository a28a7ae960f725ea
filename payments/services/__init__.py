from payments.services.asking import ask_gateway
from payments.services.capturing import apply_capture
from payments.services.closing import cancel_order, expire_order, refund_order
from payments.services.events import settle_event, store_message
from payments.services.opening import open_attempt, start_payment
from payments.services.refunding import send_refund

__all__ = [
    "apply_capture",
    "ask_gateway",
    "cancel_order",
    "expire_order",
    "open_attempt",
    "refund_order",
    "send_refund",
    "settle_event",
    "start_payment",
    "store_message",
]
