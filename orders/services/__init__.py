from orders.services.closing import cancel_order, expire_order, refund_order_whole
from orders.services.money import record_capture, record_refund, take_back_refund
from orders.services.placing import Checkout, Placed, place_order
from orders.services.shipping import confirm_receipt, ship_order

__all__ = [
    "Checkout",
    "Placed",
    "cancel_order",
    "confirm_receipt",
    "expire_order",
    "place_order",
    "record_capture",
    "record_refund",
    "refund_order_whole",
    "ship_order",
    "take_back_refund",
]
