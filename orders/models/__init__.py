from orders.models.discount import DiscountShare, OrderDiscount
from orders.models.draft import DraftLine, OrderDraft
from orders.models.event import OrderEvent
from orders.models.invoice import Invoice, InvoiceSeries
from orders.models.line import OrderLine
from orders.models.order import Order
from orders.models.shipment import Shipment, ShipmentLine, TrackingEvent

__all__ = [
    "DiscountShare",
    "DraftLine",
    "Invoice",
    "InvoiceSeries",
    "Order",
    "OrderDiscount",
    "OrderDraft",
    "OrderEvent",
    "OrderLine",
    "Shipment",
    "ShipmentLine",
    "TrackingEvent",
]
